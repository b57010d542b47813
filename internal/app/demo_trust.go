package app

import (
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// loseAnAnswer adds an expense of which Concur's answer never arrives. The server looks,
// and finds it: nobody adds it a second time.
func (s *story) loseAnAnswer(report string) error {
	s.teller.say(faint, "\n    (Here the connection breaks after Concur has taken the expense, and before it has said so.)")
	s.simulated.AddFault(simulator.Fault{Operation: "create_entry", Nth: 1, Kind: simulator.CommitThenDrop})
	defer s.simulated.ClearFaults()
	return s.take(step{
		who: s.rita, why: "add the taxi from the station.", tool: "create_report_expense",
		with: s.expense(report, "Taxi", "Taxi Invicta", "14.20"),
		tell: telling(func(added expenseShown) (string, error) {
			return added.String() + "\n" + added.Note, mustBe(added.Verified && added.Note != "", "the lost expense should have been found")
		}),
	})
}

// breakARule asks for more than the operator allows.
func (s *story) breakARule(report string) error {
	if err := s.take(step{
		who: s.rita, why: "and the hotel, over what the operator of her server allows.", tool: "create_report_expense",
		with: s.expense(report, "Hotel", "Ribeira Palace", "1240.00"), refused: true,
	}); err != nil {
		return err
	}
	return s.mustHaveWritten(0)
}

// mustHaveWritten holds how many writes the last call sent.
func (s *story) mustHaveWritten(want int) error {
	sent := len(s.simulated.Writes())
	return mustBe(sent == want, fmt.Sprintf("%d writes should have been sent, not %d", want, sent))
}

// tellTheJournal shows what both servers have recorded, and verifies it.
func (s *story) tellTheJournal() error {
	recorded := 0
	for _, who := range []*actor{s.rita, s.tom} {
		s.teller.say(bold, "\nThe journal of %s's server (concur-mcp journal):", who.name)
		if err := who.program.journal.Records(s.ctx, journal.Filter{}, func(r journal.Record) error {
			recorded++
			s.teller.say("", "    %s", journalLine(r))
			return nil
		}); err != nil {
			return err
		}
		head, err := who.program.journal.Verify(s.ctx)
		if err != nil {
			return err
		}
		s.teller.say(faint, "    %d entries, unbroken; the last has the hash %s…", head.Seq, head.Hash[:12])
	}
	return mustBe(recorded == s.sent, fmt.Sprintf("the journal should have %d writes, not %d", s.sent, recorded))
}

// journalLine is a write of the journal in a line.
func journalLine(r journal.Record) string {
	verified := ""
	if r.Verified() {
		verified = ", verified"
	}
	return fmt.Sprintf("%-26s %-15s %s", r.Begun.Tool, string(r.Outcome)+verified, cell(aboutOf(r.Begun)))
}
