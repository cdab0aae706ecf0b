/** A wallet without a profile: what a profile is, and who can make one. */

import { Button, Card, KeyText, Shell } from "idos-kit/parts";
import type { Directory } from "idos-sdk/directory";
import { t } from "../messages.ts";
import { IssuersOf } from "../parts/issuers.tsx";

export function Newcomer({
  address,
  directory,
  onOther,
}: {
  address: string;
  directory: Directory;
  onOther: () => void;
}) {
  return (
    <Shell brand={t.brand} title={t.newcomer.title} lead={t.newcomer.lead} footer={t.about}>
      <Card>
        <dl class="facts">
          <div>
            <dt>{t.newcomer.wallet}</dt>
            <dd>
              <KeyText text={address} label={t.newcomer.wallet} />
            </dd>
          </div>
        </dl>
        <p>{t.newcomer.elsewhere}</p>
        <div>
          <Button isSmall onClick={onOther}>
            {t.newcomer.other}
          </Button>
        </div>
      </Card>
      <IssuersOf directory={directory} />
    </Shell>
  );
}
