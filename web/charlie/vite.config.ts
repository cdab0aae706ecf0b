import { page } from "../page.ts";

export default page("charlie", ["index.html"]);
