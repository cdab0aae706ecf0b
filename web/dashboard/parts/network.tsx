/** On which network, through which node: what is signed counts there, and nowhere else. */

import { useLoaded } from "idos-kit/task";
import { t } from "../messages.ts";
import { useHome } from "./home.ts";

export function Network() {
  const { session } = useHome();
  const { result } = useLoaded(() => session.chain(), [session]);
  if (result === null) return null;
  return <span class="network">{t.onNetwork(result.chainId, new URL(session.node.url).host)}</span>;
}
