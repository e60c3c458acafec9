import { Diagnostics } from '../outputs/diagnostics';
import { RecentTexts } from '../records/recent-texts';

/** Diagnostics of a command that reads its inputs twice: what the second reading reports again is said once. */
export class ReportedOnce extends Diagnostics {
  private readonly said = new RecentTexts();

  override problem(sentence: string): void {
    if (this.said.add(sentence)) super.problem(sentence);
  }

  override skip(name: string, why: string): void {
    if (this.said.add(`${name} ${why}`)) super.skip(name, why);
  }
}
