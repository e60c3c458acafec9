import { join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { hasTool, runTool } from './run-tool';
import { readManifest } from './stage-module';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/** A source distribution has the times and the owner of its files, which differ from build to build. */
const REPACK = `import gzip, io, os, sys, tarfile
time = int(os.environ['SOURCE_DATE_EPOCH'])
written = io.BytesIO()
with tarfile.open(sys.argv[1]) as old, tarfile.open(fileobj=written, mode='w', format=tarfile.PAX_FORMAT) as new:
    for member in sorted(old.getmembers(), key=lambda member: member.name):
        data = old.extractfile(member) if member.isfile() else None
        member.mtime, member.uid, member.gid, member.uname, member.gname, member.pax_headers = time, 0, 0, '', '', {}
        new.addfile(member, data)
with open(sys.argv[1], 'wb') as out, gzip.GzipFile('', 'wb', fileobj=out, mtime=time) as packed:
    packed.write(written.getvalue())
`;

/** The wheel and the source distribution. */
export const PYTHON_PACKAGE: PackageBuilder = {
  name: 'python',
  missing: () => (hasTool(PYTHON, '-c', 'import venv, ensurepip') ? undefined : 'Python 3 with venv'),
  build: async (folders) => {
    buildLanguages(['python'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const files = filesBelow(join(folders.out, 'python'));
    for (const file of files.filter((path) => path.endsWith('.tar.gz')))
      runTool(PYTHON, ['-c', REPACK, file], folders.out);
    return [{ registry: 'PyPI', name: jsii.targets.python.distName, version, files }];
  },
};
