import { page } from "../page.ts";

export default page("consumer", ["index.html"]);
