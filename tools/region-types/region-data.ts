import { mustRun } from '../peers/run-process';

/** Where cfn-lint keeps the resource types of each Region, and its release. */
export interface RegionData {
  readonly providers: string;
  readonly version: string;
}

const PRINT = `
import importlib.metadata, json, pathlib, cfnlint
folder = pathlib.Path(cfnlint.__file__).parent / 'data' / 'schemas' / 'providers'
print(json.dumps({'providers': str(folder), 'version': importlib.metadata.version('cfn-lint')}))
`;

/** The data of the cfn-lint in a virtual environment. */
export async function findRegionData(command: (name: string) => string): Promise<RegionData> {
  return JSON.parse(await mustRun(command('python'), ['-c', PRINT])) as RegionData;
}
