/** A credential as people read it. Styles: `import "idos-kit/credential.css"`. */

export { type CheckLine, Checks, CredentialDocument, checkLines, nameOf } from "./parts/credential.tsx";
