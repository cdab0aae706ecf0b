/** Signed in, or not. */

import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import { useState } from "preact/hooks";
import { type Account, rememberedAccount, signOut } from "./account.ts";
import { endVisit } from "./alerts/visits.ts";
import { Desk } from "./desk.tsx";
import { t } from "./messages.ts";
import { SignIn } from "./sign-in/sign-in.tsx";

export function App({ config }: { config: Config }) {
  const [account, setAccount] = useState<Account | null>(() => rememberedAccount(config));
  const [keys, setKeys] = useState<Keys | null>(null);
  const [notice, setNotice] = useState("");
  const changeKeys = (next: Keys | null) => {
    if (keys !== next) keys?.forget();
    setKeys(next);
  };
  const enter = (entered: Account, opened: Keys | null) => {
    setNotice("");
    changeKeys(opened);
    setAccount(entered);
  };
  const leave = (why: string) => {
    changeKeys(null);
    setNotice(why);
    setAccount(null);
    if (account === null) return;
    endVisit(account);
    // Here the session is over in any case; a node that can not be told ends it by itself.
    signOut(account).catch(() => undefined);
  };
  if (account === null) return <SignIn config={config} notice={notice} onEntered={enter} />;
  return (
    <Desk
      key={account.seat.identifier}
      config={config}
      account={account}
      keys={keys}
      onKeys={changeKeys}
      onSignOut={() => leave(t.signedOut)}
      onSessionOver={() => leave(t.sessionOver)}
    />
  );
}
