/** The module of a re-export, as `toLazyRequires` leaves it. */
const EXPORTED = /get: \(_, key\) => (require\("[^"]+"\)\[key\])/g;

/** The import of the guard, which has no other effect. */
const GUARD = /^(require\("[^"]+\/guard-export"\));$/m;

/** The entry point of the library, compiled, in which each export passes the guard. Throws if one would not. */
export function guardExports(code: string): string {
  const exported = code.match(EXPORTED)?.length ?? 0;
  const modules = code.match(/^const \w+ = new Proxy/gm)?.length ?? 0;
  if (exported === 0 || exported !== modules || !GUARD.test(code))
    throw new Error('the compiled lib/index.ts has another form than its exports are guarded in');
  return code
    .replace(GUARD, 'const guard = () => $1;')
    .replace(EXPORTED, 'get: (_, key) => guard().guardExport($1)');
}
