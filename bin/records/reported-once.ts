import { Diagnostics } from '../outputs/diagnostics';
import { RecentTexts } from './recent-texts';

/** Diagnostics of a command that reads its inputs twice: what the second pass reports again is printed once. */
export class ReportedOnce extends Diagnostics {
  private readonly said = new RecentTexts();

  override problem(sentence: string): void {
    if (this.said.add(sentence)) super.problem(sentence);
  }

  override note(sentence: string): void {
    if (this.said.add(sentence)) super.note(sentence);
  }

  override skip(name: string, why: string): void {
    if (this.said.add(`skipped: ${name} ${why}`)) super.skip(name, why);
  }
}
