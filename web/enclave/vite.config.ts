import { page } from "../page.ts";

export default page("enclave", ["index.html", "dialog.html", "consents.html"]);
