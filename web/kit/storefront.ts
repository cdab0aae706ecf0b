/** What the pages of companies are made of, beside the parts. Styles: `import "idos-kit/storefront.css"`. */

export { Landing, StorefrontShell } from "./parts/landing.tsx";
export { Plastic, Split } from "./parts/storefront.tsx";
