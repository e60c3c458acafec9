import { Diagnostics } from '../outputs/diagnostics';
import { RecentTexts } from './recent-texts';

/** Diagnostics of a command that reads its inputs twice: problems that the second pass reports again are printed once. */
export class ReportedOnce extends Diagnostics {
  private readonly said = new RecentTexts();

  override problem(sentence: string): void {
    if (this.said.add(sentence)) super.problem(sentence);
  }

  override skip(name: string, why: string): void {
    if (this.said.add(`${name} ${why}`)) super.skip(name, why);
  }
}
