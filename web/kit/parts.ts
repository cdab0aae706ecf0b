/**
 * What the pages are made of. Times are Unix seconds. Styles: `import "idos-kit/kit.css"`.
 *
 * | part | is |
 * |---|---|
 * | `Shell`, `Nav` | the frame of a page: name plate, way about, title, appearance and language |
 * | `Card`, `Section` | a surface; a titled part of a page |
 * | `Answers`, `Answer`, `FieldList` | the questions of a consent, answered; the fields it is about |
 * | `Badge`, `Steps`, `Skeleton`, `Empty` | a state in a word; where one is on a way; nothing yet; nothing at all |
 * | `Table`, `Pager` with `pageOf()` | rows, which are cards where there is no room; the pages of a long list |
 * | `Button`, `Choice` | one action; two of equal weight |
 * | `Field`, `Select`, `Check` | a line or lines of text; one of some; yes or no |
 * | `Banner` | what stays on every screen until it is over |
 * | `Dialog` | a question in front of the page; focus goes back to where it was |
 * | `Status`, `Failure`, `Pending`, `Progress`, `Toasts` with `toast()` | what happens, what failed and what to do, what is not read yet, how far, and passing news |
 * | `KeyText`, `When`, `Until`, `PartyName` | a key, a time, a lock, a company or issuer |
 * | `Icon` | a drawing by name; decoration only |
 */

export { Icon, type IconName } from "idos-look/icons";
export { Banner } from "./parts/banner.tsx";
export { Button, Check, Choice, Field, Select } from "./parts/controls.tsx";
export { Dialog } from "./parts/dialog.tsx";
export { Failure, Pending, Progress, Status, Toasts, toast, useToastWhen } from "./parts/feedback.tsx";
export {
  Answer,
  Answers,
  Badge,
  Card,
  Empty,
  FieldList,
  Section,
  Skeleton,
  Steps,
  type Tone,
} from "./parts/layout.tsx";
export { Pager, pageOf } from "./parts/pager.tsx";
export { Nav, type NavItem, Shell } from "./parts/shell.tsx";
export { type Column, Table } from "./parts/table.tsx";
export { KeyText, type Named, PartyName, Until, When } from "./parts/values.tsx";
