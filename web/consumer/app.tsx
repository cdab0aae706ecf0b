/** Signed in, or not. */

import type { Config } from "idos-sdk/config";
import { useMemo } from "preact/hooks";
import { SignIn } from "./sign-in/sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";
import { ConsumerAuthentication } from "./state/authentication.ts";
import { SessionContext } from "./state/context.ts";

export function App({ config }: { config: Config }) {
  const authentication = useMemo(() => new ConsumerAuthentication(config), [config]);
  const session = authentication.session.value;
  if (session === null) return <SignIn config={config} authentication={authentication} />;
  return (
    <SessionContext.Provider value={session}>
      <SignedIn onSignOut={() => authentication.signOut()} />
    </SessionContext.Provider>
  );
}
