// compile.mjs FOLDER: compiles every schema of a folder with ajv as it is by default, and names those that it refuses.
import { readFileSync, readdirSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const [folder] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  try {
    new Ajv2020().compile(JSON.parse(readFileSync(`${folder}/${file}`, "utf8")));
    console.log(`compiled: ${file}`);
  } catch (error) {
    console.log(`refused: ${file}: ${error.message}`);
  }
}
