// node build.mjs bundle [debug|release]   the page's script and style, type-checked, into wwwroot/dist/
// node build.mjs geodata                  map layers into wwwroot/dist/geo/, the node's own data into data/
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeBasemap } from './geo/basemap.mjs';
import { writeServerData } from './geo/server.mjs';

const require = createRequire(import.meta.url);
const node = fileURLToPath(new URL('../../', import.meta.url));
const dist = node + 'wwwroot/dist/';

const jobs = { bundle, geodata };
const [job, mode = 'release'] = process.argv.slice(2);
if (!(job in jobs)) throw new Error(`build.mjs: '${job}' is not one of ${Object.keys(jobs).join(', ')}`);
await jobs[job]();

async function bundle() {
  const check = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit'], { stdio: 'inherit' });
  if (check.status !== 0) process.exit(1);

  mkdirSync(dist, { recursive: true });
  for (const old of readdirSync(dist)) if (old !== 'geo') rmSync(dist + old, { recursive: true });
  await build({
    entryPoints: { console: 'src/console.ts', theme: 'src/theme.ts', app: 'src/app.css' },
    bundle: true,
    splitting: true, // The map is most of the bytes: only pages that show one load it.
    format: 'esm',
    target: 'es2022',
    outdir: dist,
    chunkNames: '[name]-[hash]',
    minify: mode === 'release',
    sourcemap: mode === 'release' ? false : 'linked',
    loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'dataurl', '.png': 'dataurl' },
    logLevel: 'warning',
    legalComments: 'none',
  });
  // MapLibre starts its module worker from a file of its own beside the bundle.
  copyFileSync(require.resolve('maplibre-gl/dist/maplibre-gl-worker.mjs'), dist + 'maplibre-gl-worker.js');
}

async function geodata() {
  mkdirSync(dist + 'geo/', { recursive: true });
  writeBasemap(dist + 'geo/');
  writeServerData(node + 'data/');
}
