import { page } from "../page.ts";

export default page("neobank", ["index.html"]);
