/** A wallet without a profile: what a profile is, and who can make one. */

import { Button, Card, KeyText, Shell } from "idos-kit/parts";
import type { Directory } from "idos-sdk/directory";
import { t } from "../messages.ts";
import { IssuersOf } from "../parts/issuers.tsx";

export function NoProfile({
  address,
  directory,
  onOther,
}: {
  address: string;
  directory: Directory;
  onOther: () => void;
}) {
  return (
    <Shell brand={t.brand} title={t.noProfile.title} lead={t.noProfile.lead} footer={t.about}>
      <Card>
        <dl class="facts">
          <div>
            <dt>{t.noProfile.wallet}</dt>
            <dd>
              <KeyText text={address} label={t.noProfile.wallet} />
            </dd>
          </div>
        </dl>
        <p>{t.noProfile.elsewhere}</p>
        <div>
          <Button isSmall onClick={onOther}>
            {t.noProfile.other}
          </Button>
        </div>
      </Card>
      <IssuersOf directory={directory} />
    </Shell>
  );
}
