// Looks at the pages of reports in headless Chromium: at 390 and 1440 pixels, light and dark, and as printed. Fails on a
// console error, a request to anywhere, a page wider than its window, words in a chart that cannot be read or leave the
// window, tables that do not sort, or a serious finding of axe.
// Called by screenshots.sh: node screenshots.mjs CHROMIUM OUT PAGE...
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, out, ...pages] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
let faults = 0;
const fault = (where, words) => {
  faults += 1;
  console.log(`FAULT ${where}: ${words}`);
};

for (const page of pages) {
  const url = pathToFileURL(resolve(page)).href;
  for (const width of [390, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      const name = `${basename(page, ".html")}-${width}-${colorScheme}`;
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: false });
      const tab = await context.newPage();
      tab.on("console", (message) => ["error", "warning"].includes(message.type()) && fault(name, message.text()));
      tab.on("pageerror", (error) => fault(name, String(error)));
      tab.on("dialog", (dialog) => { fault(name, `a dialog: ${dialog.message()}`); dialog.dismiss(); });
      tab.on("request", (request) => request.url() !== url && fault(name, `asks for ${request.url()}`));
      await tab.goto(url);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) fault(name, `${wide} pixels wider than the window`);
      // Axe does not look into drawings: words in them can be read on what lies under them, and stay in the window.
      const words = await tab.evaluate(() => {
        const parts = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
        const light = (colour) => colour.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
        const paper = parts(getComputedStyle(document.body).backgroundColor);
        const faults = [];
        for (const text of document.querySelectorAll("svg text")) {
          const box = text.getBoundingClientRect();
          if (box.width === 0) continue;
          const under = text.previousElementSibling;
          let ground = paper;
          if (text.matches(".on, .under") && under?.matches("rect.heat")) {
            const [fill, part] = [parts(getComputedStyle(under).fill), Number(under.getAttribute("fill-opacity"))];
            ground = paper.map((c, at) => fill[at] * part + c * (1 - part));
          }
          const [a, b] = [light(parts(getComputedStyle(text).fill)), light(ground)].sort((a, b) => b - a);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) faults.push(`"${text.textContent}" stands out ${ratio.toFixed(2)} to 1 only`);
          if (box.left < 0 || box.right > window.innerWidth) faults.push(`"${text.textContent}" reaches from ${box.left.toFixed(0)} to ${box.right.toFixed(0)}`);
        }
        return faults;
      });
      words.forEach((one) => fault(name, one));
      // Sorting works, and twice turns it round.
      const sorted = await tab.evaluate(() => {
        const button = document.querySelector("table.sortable th.n button");
        if (!button) return true;
        const head = button.parentElement;
        button.click();
        const first = head.getAttribute("aria-sort");
        button.click();
        return first === "descending" && head.getAttribute("aria-sort") === "ascending";
      });
      if (!sorted) fault(name, "tables do not sort");
      await tab.reload();
      await tab.screenshot({ path: join(out, `${name}.png`), fullPage: true });
      // The policy of the page lets no script in; axe is let in beside it.
      const checked = await (await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })).newPage();
      await checked.goto(url);
      await checked.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      await checked.addScriptTag({ content: axe });
      const found = await checked.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      for (const violation of found.violations) {
        const words = `${violation.impact} ${violation.id}: ${violation.help} (${violation.nodes.length} places, ${violation.nodes[0].html.slice(0, 120)})`;
        if (["serious", "critical"].includes(violation.impact)) fault(name, words);
        else console.log(`note  ${name}: ${words}`);
      }
      console.log(`seen  ${name}: ${found.passes?.length ?? 0} rules of axe passed, ${found.violations.length} not`);
      await checked.context().close();
      await context.close();
    }
  }
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(url);
  await tab.pdf({ path: join(out, `${basename(page, ".html")}.pdf`), format: "A4" });
  await context.close();
}
await browser.close();
console.log(faults === 0 ? "no faults" : `${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
