/** What a credential says, in plain words: its type and level, and its subject's fields in groups. */

import { fieldName } from "idos-look/fields";
import { language } from "idos-look/text";
import { countryText, dayText } from "./format.ts";
import { t } from "./messages.ts";

export { fieldName } from "idos-look/fields";

const GROUPS = {
  person: /^((first|middle|family|maiden)Name|dateOfBirth|placeOfBirth|nationality|gender|ssn)$/,
  document: /^(idDocument|governmentId)(?!.*File$)/,
  address: /^residentialAddress(?!.*File$)/,
  contact: /^(email|phoneNumber)$/,
  pictures: /File$/,
  other: /^/,
};

/** The groups of fields, in the order in which they are shown. */
export type FieldGroup = keyof typeof GROUPS;

/** One field: its name on the wire, its plain name, its value as it is and as it is read. */
export interface ShownField {
  name: string;
  title: string;
  value: string;
  text: string;
}

export interface ShownGroup {
  group: FieldGroup;
  title: string;
  fields: ShownField[];
}

const DATES = /^(dateOfBirth|.*DateOf(Issue|Expiry))$/;
const COUNTRIES = /^(nationality|.*Country)$/;

/** A subject's fields by group, without `id` and `@context`; groups that are empty are left out. */
export function groupsOf(subject: Record<string, unknown>): ShownGroup[] {
  const fields = Object.entries(subject)
    .filter(([name]) => name !== "id" && !name.startsWith("@"))
    .map(([name, value]) => shown(name, typeof value === "string" ? value : JSON.stringify(value)));
  const groups = Object.keys(GROUPS) as FieldGroup[];
  return groups
    .map((group) => ({
      group,
      title: t.groups[group],
      fields: fields.filter(({ name }) => groupOf(name) === group),
    }))
    .filter((shownGroup) => shownGroup.fields.length > 0);
}

/** A field's value as a person reads it: dates, countries and kinds of documents in words. */
export function valueText(name: string, value: string): string {
  if (DATES.test(name)) return dayText(value);
  if (COUNTRIES.test(name)) return countryText(value);
  if (name === "idDocumentType") return wordOf(t.documents, value);
  if (name === "gender") return wordOf(t.genders, value);
  return value;
}

/** A credential's type, as its public notes name it: `passport` is a passport. */
export function typeName(type: string): string {
  const camel = type.toLowerCase().replace(/[-_ ]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(t.types, camel) ? wordOf(t.types, camel) : fieldName(type);
}

/** A level, such as `plus+liveness`, in words. Rule: docs/protocol/w3c.md §7. */
export function levelText(level: string): string {
  const [base = "", ...addons] = level.split("+");
  const words = [wordOf(t.bases, base), ...addons.map((addon) => wordOf(t.addons, addon))];
  return new Intl.ListFormat(language, { type: "unit" }).format(words);
}

function shown(name: string, value: string): ShownField {
  return { name, title: fieldName(name), value, text: valueText(name, value) };
}

function groupOf(name: string): FieldGroup {
  const groups = Object.entries(GROUPS) as [FieldGroup, RegExp][];
  return groups.find(([, pattern]) => pattern.test(name))?.[0] ?? "other";
}

function wordOf(words: Record<string, string>, name: string): string {
  return (Object.hasOwn(words, name) && words[name]) || name;
}
