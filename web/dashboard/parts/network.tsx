/** On which network, through which node: what is signed counts there, and nowhere else. */

import { useLoaded } from "idos-kit/task";
import { t } from "../messages.ts";
import { useDashboard } from "./session.ts";

export function Network() {
  const { session } = useDashboard();
  const { result } = useLoaded(() => session.chain(), [session]);
  if (result === null) return null;
  return <span class="network">{t.onNetwork(result.chainId, new URL(session.node.url).host)}</span>;
}
