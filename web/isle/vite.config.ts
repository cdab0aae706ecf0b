import { page } from "../page.ts";

const element = { file: "isle.js", entry: "element/main.ts" };

export default page("isle", ["index.html"], element);
