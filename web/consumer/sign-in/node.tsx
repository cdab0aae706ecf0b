/** Which node: the one of these pages, or any other by its address. */

import { chooseNode, isNodeUrl } from "idos-kit/node";
import { Button, Failure, Field } from "idos-kit/parts";
import { useTask } from "idos-kit/task";
import { language } from "idos-look/text";
import { type Config, networkOf } from "idos-sdk/config";
import { KnownNetworks, WRONG_NETWORK } from "idos-sdk/known-networks";
import { anonymousNode, nodeUrl } from "idos-sdk/node";
import { useState } from "preact/hooks";
import { t } from "../messages.ts";

export function NodeChoice({
  config,
  node,
  onChange,
}: {
  config: Config;
  node: string;
  onChange: (node: string) => void;
}) {
  const [address, setAddress] = useState(node);
  const asking = useTask(async () => {
    const wanted = nodeUrl(address.trim());
    const chain = await anonymousNode(wanted).chain();
    new KnownNetworks().meet(wanted, chain.chainId, networkOf(config, wanted));
    chooseNode(wanted);
    onChange(wanted);
    return chain;
  });
  const isWrong = asking.error?.code === WRONG_NETWORK && isNodeUrl(address.trim());
  const change = () => {
    new KnownNetworks().forget(address.trim());
    void asking.run();
  };
  const use = (event: Event) => {
    event.preventDefault();
    void asking.run();
  };
  return (
    <details class="node-choice">
      <summary>
        {t.signIn.node}: <span class="code">{node}</span>
      </summary>
      <form onSubmit={use}>
        <Field
          label={t.signIn.otherNode}
          hint={t.signIn.nodeHint}
          type="url"
          isRequired
          value={address}
          onInput={setAddress}
        />
        <Button type="submit" isSmall isBusy={asking.isBusy}>
          {t.signIn.useNode}
        </Button>
        {asking.error && <Failure error={asking.error} />}
        {isWrong && networkOf(config, address.trim()) === null && (
          <Button isSmall onClick={change}>
            {t.signIn.changeNetwork}
          </Button>
        )}
        <p role="status" class="small">
          {asking.result && t.signIn.nodeIs(asking.result.chainId, number(asking.result.blockHeight))}
        </p>
      </form>
    </details>
  );
}

function number(value: number): string {
  return value.toLocaleString(language);
}
