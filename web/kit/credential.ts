/** A credential as people read it. Styles: `import "idos-kit/credential.css"`. */

export { type CheckLine, Checks, CredentialDocument, nameOf } from "./parts/credential.tsx";
