import { DOTNET_PACKAGE } from './dotnet-package';
import { GO_PACKAGE } from './go-package';
import { JAVA_PACKAGE } from './java-package';
import { NPM_PACKAGES } from './npm-packages';
import type { PackageBuilder } from './package-builder';
import { PYTHON_PACKAGE } from './python-package';

/** Every builder, in the order in which they run. */
export const PACKAGE_BUILDERS: readonly PackageBuilder[] = [
  NPM_PACKAGES,
  PYTHON_PACKAGE,
  JAVA_PACKAGE,
  DOTNET_PACKAGE,
  GO_PACKAGE,
];
