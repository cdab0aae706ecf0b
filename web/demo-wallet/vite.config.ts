import { page } from "../page.ts";

const announcer = { file: "demo-wallet.js", entry: "announce/main.ts" };

export default page("demo-wallet", ["index.html"], announcer, "wallet");
