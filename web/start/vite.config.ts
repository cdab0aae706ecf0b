import { page } from "../page.ts";

export default page("start", ["index.html"]);
