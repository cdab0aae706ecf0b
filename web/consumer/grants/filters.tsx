/** What the list is narrowed to; it stands in the address, so that the way back keeps it. */

import { typeName } from "idos-kit/fields";
import { shortKey } from "idos-kit/format";
import { Check, Field, Select } from "idos-kit/parts";
import { t } from "../messages.ts";
import { router } from "../routes.ts";
import { useConsumerSession } from "../state/context.ts";
import { type GrantFilter, LOCKS, ORDERS, valuesOf } from "./filter.ts";

/** What an address asks for; what is not understood asks for anything. */
export function readWanted(params: URLSearchParams): GrantFilter {
  const pick = <T extends string>(name: string, choices: readonly T[], fallback: T) =>
    choices.find((choice) => choice === params.get(name)) ?? fallback;
  return {
    person: params.get("person") ?? "",
    issuer: params.get("issuer") ?? "",
    type: params.get("type") ?? "",
    lock: pick("lock", LOCKS, ""),
    isNew: params.get("new") === "1",
    order: pick("order", ORDERS, "newest"),
  };
}

export function Filters({ params, wanted }: { params: URLSearchParams; wanted: GrantFilter }) {
  const { config, fresh, grants } = useConsumerSession();
  const entries = grants.state.value.entries ?? [];
  const narrow = (name: string, value: string) => router.adjust({ page: "", [name]: value });
  const any = { value: "", label: t.list.any };
  const issuers = valuesOf(entries, "issuer").map((value) => ({
    value,
    label: config.directory.byIdentifier(value)?.name ?? shortKey(value),
  }));
  const types = valuesOf(entries, "type").map((value) => ({ value, label: typeName(value) }));
  const inUse = ["issuer", "type", "lock", "new", "order"].filter((name) => params.has(name)).length;
  return (
    <search class="filters" aria-label={t.list.filters}>
      <Field
        label={t.list.search}
        hint={t.list.searchHint}
        type="search"
        maxLength={64}
        value={wanted.person}
        onInput={(value) => narrow("person", value)}
      />
      <details open={inUse > 0}>
        <summary>{t.list.more(inUse)}</summary>
        <div class="more-filters">
          <Select
            label={t.list.issuer}
            value={wanted.issuer}
            options={[any, ...issuers]}
            onChange={(value) => narrow("issuer", value)}
          />
          <Select
            label={t.list.type}
            value={wanted.type}
            options={[any, ...types]}
            onChange={(value) => narrow("type", value)}
          />
          <Select
            label={t.list.lock}
            value={wanted.lock}
            options={LOCKS.map((value) => ({ value, label: t.list.locks[value] }))}
            onChange={(value) => narrow("lock", value)}
          />
          <Select
            label={t.list.order}
            value={wanted.order}
            options={ORDERS.map((value) => ({ value, label: t.list.orders[value] }))}
            onChange={(value) => narrow("order", value === "newest" ? "" : value)}
          />
          <Check isChecked={wanted.isNew} onChange={(isNew) => narrow("new", isNew ? "1" : "")}>
            {t.list.onlyNew(fresh.value.size)}
          </Check>
        </div>
      </details>
    </search>
  );
}
