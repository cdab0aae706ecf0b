import { page } from "../page.ts";

export default page("dashboard", ["index.html", "link.html"]);
