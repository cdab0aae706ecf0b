/** Where the other pages are: the server wrote it into the document. */

import { IdosError } from "idos-core/errors";

export const SITES = ["neobank", "charlie", "dashboard", "consumer"] as const;
export type Site = (typeof SITES)[number];

/** The origins in the document's data block. Throws `IdosError` (`bad_page`) when one is missing. */
export function readSites(text: string): Record<Site, string> {
  const found: unknown = JSON.parse(text);
  const originOf = (site: Site): [Site, string] => {
    const url = found !== null && typeof found === "object" && Reflect.get(found, site);
    if (typeof url !== "string" || !/^https?:\/\/[a-z0-9.:-]+$/.test(url)) {
      throw new IdosError("bad_page", `the ${site} page has no address`);
    }
    return [site, url];
  };
  return Object.fromEntries(SITES.map(originOf)) as Record<Site, string>;
}
