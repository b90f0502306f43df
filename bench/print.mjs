/** Prints what `bench/editor.mjs` has measured. */
export function printEditor({ files, linted, rows }) {
  console.log(`${files} files, ${linted} of them linted`);
  for (const { name, value, unit } of rows) console.log(`${name.padEnd(66)} ${inUnit(value).padStart(7)} ${unit}`);
}

/** Prints what `bench/growth.mjs` has measured. */
export function printGrowth({ rows }) {
  for (const { files, seconds, cpuSeconds, megabytes, perFile, ratio } of rows)
    console.log(
      `${String(files).padStart(7)} files ${seconds.toFixed(1).padStart(6)} s ${cpuSeconds.toFixed(1).padStart(6)} s of processor ${megabytes.toFixed(0).padStart(5)} MB   a file ${perFile.wall.toFixed(2)} ms (${ratio.wall.toFixed(2)}), ${perFile.cpu.toFixed(2)} ms of processor (${ratio.cpu.toFixed(2)}), ${perFile.kilobytes.toFixed(0)} KB (${ratio.kilobytes.toFixed(2)})`,
    );
}

/** Two decimals for what is small. @param {number} value */
export const inUnit = (value) => value.toFixed(value < 10 ? 2 : 0);
