// Compiles the style sheets, cuts the fonts down to the letters Vietnamese needs, copies the script and the mark,
// and joins the scripts of the sealed pages with the age library into one file each.
// Called by build_face.py, which also decides whether it is necessary.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild-wasm";
import * as sass from "sass";
import subsetFont from "subset-font";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const face = join(root, "src", "liemchinh", "face");
const out = join(face, "static", "face");
const modules = join(root, "node_modules");
const kilobytes = (bytes) => (bytes / 1024).toFixed(1);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

for (const name of ["portal", "desk"]) {
  const { css } = sass.compile(join(face, "styles", `${name}.scss`), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions"],
  });
  await writeFile(join(out, `${name}.css`), css);
  console.log(`face: ${name}.css ${kilobytes(gzipSync(css, { level: 9 }).length)} KB compressed`);
}

// The letters of a page in Vietnamese, with the marks and arrows the house writes; see unicode-range in _fonts.scss.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const letters = {
  latin: range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’“”…•′″←→−×≤≥",
  vietnamese: "ĂăĐđĨĩŨũƠơƯư₫" + range(0x1ea0, 0x1ef9),
};
let fonts = 0;
for (const weight of [400, 600]) {
  for (const [part, text] of Object.entries(letters)) {
    const name = `be-vietnam-pro-${part}-${weight}-normal.woff2`;
    const whole = await readFile(join(modules, "@fontsource", "be-vietnam-pro", "files", name));
    const cut = await subsetFont(whole, text, {
      targetFormat: "woff2",
      keepFeatures: ["kern", "mark", "mkmk", "ccmp"],
      noLayoutClosure: true,
      noHinting: true,
    });
    fonts += cut.length;
    await writeFile(join(out, name), cut);
  }
}
console.log(`face: fonts ${kilobytes(fonts)} KB`);

// Curves and lattices of recipients that this house refuses anyway: half of the library's size.
const unused = join(face, "static_src", "sealed", "unused.js");
const { metafile } = await esbuild.build({
  entryPoints: { "sealed-report": join(face, "static_src", "sealed", "report.js"), "sealed-desk": join(face, "static_src", "sealed", "desk.js") },
  alias: { "@noble/post-quantum/hybrid.js": unused, "@noble/curves/nist.js": unused },
  nodePaths: [modules],
  absWorkingDir: root,
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});
await esbuild.stop();
const packages = [...new Set(Object.keys(metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))];
const licences = await Promise.all(
  packages.sort().map(async (name) => `${name}\n\n${await readFile(join(modules, name, "LICENSE"), "utf-8")}`),
);
await writeFile(join(out, "sealed-licences.txt"), licences.join("\n----\n\n"));
for (const name of ["sealed-report.js", "sealed-desk.js"]) {
  console.log(`face: ${name} ${kilobytes(gzipSync(await readFile(join(out, name)), { level: 9 }).length)} KB compressed`);
}

for (const entry of await readdir(join(face, "static_src"), { withFileTypes: true })) {
  if (entry.isFile()) await copyFile(join(face, "static_src", entry.name), join(out, entry.name));
}
