// The official client, used as the official SDK uses it: positional inputs with explicit types.
import {randomUUID} from 'node:crypto';
import kwiljs from '@idos-network/kwil-js';

export const {KwilSigner, NodeKwil, WebKwil, Utils} = kwiljs;

const {DataType} = Utils;
const TYPES = {uuid: DataType.Uuid, text: DataType.Text, int8: DataType.Int};

// The parameters' types, in the order of the wire.
const ACTIONS = {
  add_attribute: 'uuid text text',
  add_credential: 'uuid text text text text text text',
  add_delegate_as_owner: 'text uuid',
  add_inserter_as_owner: 'uuid text',
  add_user_as_inserter: 'uuid text text',
  add_wallet: 'uuid text text text text text',
  create_ag_by_dag_for_copy: 'text text uuid int8 text text',
  create_credentials_by_dwg:
    'text text uuid text text text text text uuid text text text text text text text uuid text text text text',
  credential_exist_as_inserter: 'uuid',
  dag_message: 'text text uuid int8 text',
  dwg_message: 'text text text uuid text text text',
  edit_attribute: 'uuid text text',
  edit_credential: 'uuid text text text text text text',
  edit_public_notes_as_issuer: 'text text',
  get_access_grants_for_credential: 'uuid',
  get_access_grants_granted: 'uuid int8 int8',
  get_access_grants_granted_count: 'uuid',
  get_access_grants_owned: '',
  get_allowance: '',
  get_attributes: '',
  get_credential_owned: 'uuid',
  get_credential_shared: 'uuid',
  get_credentials: '',
  get_credentials_shared_by_user: 'uuid text',
  get_sibling_credential_id: 'text',
  get_user: '',
  get_user_as_inserter: 'uuid',
  get_wallets: '',
  has_locked_access_grants: 'uuid',
  has_profile: 'text',
  remove_attribute: 'uuid',
  remove_credential: 'uuid',
  remove_wallet: 'uuid',
  rescind_shared_credential: 'uuid',
  revoke_access_grant: 'uuid',
  share_credential: 'uuid uuid text text text text text text text text int8',
  upsert_wallet_as_inserter: 'uuid uuid text text text text text',
};

const typesOf = name => ACTIONS[name].split(' ').filter(Boolean).map(type => TYPES[type]);

/** One client with one signer; the client and its answers are there as they are. */
export class Network {
  constructor(kwil, signer) {
    this.kwil = kwil;
    this.signer = signer;
  }

  /** A client that first asks the node for the network's name. */
  static async join(url, signer, options = {}) {
    const {Kwil = NodeKwil, ...rest} = options;
    const {data} = await new Kwil({kwilProvider: url, chainId: ''}).chainInfo({disableWarning: true});
    const kwil = new Kwil({kwilProvider: url, chainId: data.chain_id, timeout: 30_000, ...rest});
    return new Network(kwil, signer);
  }

  /** The same client with another signer. */
  as(signer) {
    return new Network(this.kwil, signer);
  }

  /** The client's whole answer. */
  ask(name, ...inputs) {
    return this.kwil.call({namespace: 'main', name, inputs, types: typesOf(name)}, this.signer);
  }

  /** The rows, as the official SDK takes them from the answer. */
  async call(name, ...inputs) {
    return (await this.ask(name, ...inputs)).data?.result;
  }

  /** The client's name for the transaction, once it is in a block. */
  async execute(name, ...inputs) {
    const body = {namespace: 'main', name, description: name, inputs: [inputs], types: typesOf(name)};
    return (await this.kwil.execute(body, this.signer, true)).data.tx_hash;
  }
}

export const uuid = () => randomUUID();
