import type { ComponentChildren } from "preact";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** A column of buttons has a title for those who do not see it. */
  isTitleHidden?: boolean;
}

/** Rows; where there is no room for columns, each is a card. The roles stay when styles change the display. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: a table that is shown as blocks loses its own roles
    <table role="table" class="card">
      <caption class="visually-hidden">{caption}</caption>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <tr role="row">
          {columns.map(({ title, isTitleHidden }) => (
            // biome-ignore lint/a11y/noRedundantRoles: as above
            <th role="columnheader" scope="col" key={title}>
              <span class={isTitleHidden ? "visually-hidden" : undefined}>{title}</span>
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <tbody role="rowgroup">
        {rows.map((row) => (
          // biome-ignore lint/a11y/noRedundantRoles: as above
          <tr role="row" key={keyOf(row)}>
            {columns.map(({ title, cell, isTitleHidden }) => (
              // biome-ignore lint/a11y/noRedundantRoles: as above
              <td role="cell" key={title} data-title={isTitleHidden ? undefined : title}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
