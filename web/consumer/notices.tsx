/** What stands in the way, and what comes and goes meanwhile. */

import { Banner, Button, Failure, toast, useToastWhen } from "idos-kit/parts";
import { dateTimeText } from "idos-look/text";
import { useEffect, useRef } from "preact/hooks";
import { t } from "./messages.ts";
import { useConsumerSession } from "./state/context.ts";
import { KEY_NEEDED } from "./state/signer.ts";

/** No node, a key that is needed for every question, or another failure. */
export function Notices() {
  const { grants, keys } = useConsumerSession();
  const { isReachable, entries, readAt, error } = grants.state.value;
  const open = async () => {
    if (await keys.openSigner()) await grants.refresh();
  };
  if (!isReachable) {
    return (
      <Banner title={t.offline.title} role="status">
        <p>{entries ? t.offline.text(dateTimeText(readAt)) : t.offline.never}</p>
      </Banner>
    );
  }
  if (!error) return null;
  if (error.code === KEY_NEEDED) {
    return (
      <Banner title={t.unlock.forSigning} icon="key">
        <div>
          <Button isSmall onClick={() => void open()}>
            {t.company.open}
          </Button>
        </div>
      </Banner>
    );
  }
  return <Failure error={error} onRetry={grants.refresh} />;
}

/** Tell of grants that come and go while the page is open, and of a node that is back. */
export function useToasts(): void {
  const { added, removed, isReachable } = useConsumerSession().grants.state.value;
  const before = useRef({ came: 0, went: 0 });
  const came = added.size;
  const went = [...removed.values()].filter(({ isOwnDoing }) => !isOwnDoing).length;
  useEffect(() => {
    if (came > before.current.came) toast(t.list.came(came - before.current.came));
    if (went > before.current.went) toast(t.list.went(went - before.current.went));
    before.current = { came, went };
  }, [came, went]);
  useToastWhen(isReachable, true, t.offline.back);
}
