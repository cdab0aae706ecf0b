/** What the pages of companies are made of, beside the parts. Styles: `import "idos-kit/storefront.css"`. */

export { Hero, Plastic, Points, Split, useView } from "./parts/storefront.tsx";
