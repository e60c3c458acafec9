import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/** cdk-nag's packs that are derived from AWS Config's rules, and so share the names of their findings. */
const PACKS = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];

/**
 * Acknowledges, towards cdk-nag's packs of controls (NIST 800-53 revision 5, HIPAA, PCI DSS), what a construct does
 * otherwise on purpose: the finding, and why.
 */
export function acknowledgeControls(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const findings = Object.entries(reasons).flatMap(([finding, reason]) =>
    PACKS.map((pack) => ({ id: `${pack}-${finding}`, reason })),
  );
  acknowledge(construct, ...findings);
}
