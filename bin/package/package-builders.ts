import { NPM_PACKAGES } from './npm-packages';
import type { PackageBuilder } from './package-builder';

/** Every builder, in the order in which they run. */
export const PACKAGE_BUILDERS: readonly PackageBuilder[] = [NPM_PACKAGES];
