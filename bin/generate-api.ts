import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { API_FOLDER, renderApi } from './generators/api-pages';

const ROOT = resolve(__dirname, '..');

const pages = renderApi();
rmSync(join(ROOT, API_FOLDER), { recursive: true, force: true });
mkdirSync(join(ROOT, API_FOLDER), { recursive: true });
for (const [path, text] of pages) writeFileSync(join(ROOT, path), text);
