package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

const tripName = "Porto customer visit"

// play plays the acts in order and ends with the first step that goes wrong.
func (s *story) play() error {
	s.teller.say(bold, "A report travels from Rita Alves, a traveller, to Tom Berg, her approver, on a simulated Concur.")
	s.teller.say(faint, "Each line in blue is a call of an MCP client; each arrow is a request that reached Concur.")
	report, err := s.prepare()
	if err != nil {
		return err
	}
	for _, act := range []func(string) error{s.loseAnAnswer, s.breakARule, s.meetTheException, s.sendBack, s.correct, s.approve} {
		if err := act(report); err != nil {
			return err
		}
	}
	if err := s.tellTheJournal(); err != nil {
		return err
	}
	s.teller.say(bold, "\nDone: %d tool calls, %d requests to Concur, %d of them writes.", s.calls, s.requests, s.writes)
	return nil
}

// prepare finds what Rita has and begins a report.
func (s *story) prepare() (report string, err error) {
	err = s.take(step{
		who: s.rita, why: "what have I not submitted yet?", tool: "list_reports",
		with: arguments{{"approval_status", "not submitted"}},
		tell: telling(func(shown reportsShown) (string, error) {
			if len(shown.Reports) == 0 {
				return "", errors.New("there should be reports")
			}
			var lines []string
			for _, one := range shown.Reports {
				lines = append(lines, fmt.Sprintf("%s, %s", one.Name, one.Total))
			}
			return list(fmt.Sprintf("%d reports:", len(lines)), lines), nil
		}),
	})
	if err != nil {
		return "", err
	}
	err = s.take(step{
		who: s.rita, why: "open a report for the trip to Porto.", tool: "create_report",
		with: arguments{{"name", tripName}, {"business_purpose", "Visit to Douro Optics"}},
		tell: telling(func(written reportWritten) (string, error) {
			report = written.ReportID
			return fmt.Sprintf("%s is %s, under %s", written.Report.Name, written.Report.ApprovalStatus, written.Report.Policy),
				mustBe(written.Verified, "the report should have been read back")
		}),
	})
	return report, err
}

// meetTheException adds the expenses, is stopped by a missing receipt, attaches it
// and submits.
func (s *story) meetTheException(report string) error {
	dinner, err := s.addExpense(report, "the dinner.", "Dinner", "Casa do Rio", "48.50")
	if err != nil {
		return err
	}
	if err := s.lookForExceptions(report, "does anything block it?", true); err != nil {
		return err
	}
	if err := s.take(step{
		who: s.rita, why: "what if I submit it all the same?", tool: "submit_report",
		with: arguments{{"report_id", report}}, refused: true,
	}); err != nil {
		return err
	}
	if err := s.take(step{
		who: s.rita, why: "attach the receipt of the dinner.", tool: "attach_receipt_to_expense",
		with: arguments{{"report_id", report}, {"expense_id", dinner}, {"file_path", filepath.Base(s.receipt)}},
		tell: telling(func(attached receiptAttached) (string, error) {
			return "the expense has its receipt now", mustBe(attached.Verified, "the receipt should show")
		}),
	}); err != nil {
		return err
	}
	if err := s.lookForExceptions(report, "and now?", false); err != nil {
		return err
	}
	return s.submit(report, "then submit it.")
}

func (s *story) addExpense(report, why, kind, vendor string, euros json.Number) (expense string, err error) {
	err = s.take(step{
		who: s.rita, why: "add " + why, tool: "create_report_expense",
		with: s.expense(report, kind, vendor, euros),
		tell: telling(func(added expenseShown) (string, error) {
			expense = added.ExpenseID
			return added.String(), mustBe(expense != "", "the expense should have an id")
		}),
	})
	return expense, err
}

func (s *story) expense(report, kind, vendor string, euros json.Number) arguments {
	return arguments{
		{"report_id", report},
		{"expense_type", kind},
		{"transaction_date", s.today.AddDate(0, 0, -2).Format(time.DateOnly)},
		{"amount", euros},
		{"currency", "EUR"},
		{"vendor", vendor},
	}
}

func (s *story) lookForExceptions(report, why string, blocked bool) error {
	return s.take(step{
		who: s.rita, why: why, tool: "list_report_exceptions", with: arguments{{"report_id", report}},
		tell: telling(func(shown exceptionsShown) (string, error) {
			found := shown.blocking()
			if len(found) == 0 {
				return "nothing blocks it", mustBe(!blocked, "the missing receipt should block it")
			}
			return list("it cannot be submitted:", found), mustBe(blocked, "nothing should block it")
		}),
	})
}

func (s *story) submit(report, why string) error {
	return s.take(step{
		who: s.rita, why: why, tool: "submit_report", with: arguments{{"report_id", report}},
		tell: telling(nowIs("A_PEND", "A_PECO", "A_EXTV")),
	})
}

// sendBack is Tom's first look at the report, and what he decides.
func (s *story) sendBack(report string) error {
	if err := s.look(report); err != nil {
		return err
	}
	return s.take(step{
		who: s.tom, why: "the purpose is too short, send it back.", tool: "send_back_report",
		with: arguments{{"report_id", report}, {"comment", "Please say what the visit was about."}},
		tell: telling(func(written reportWritten) (string, error) {
			return "it is with Rita again", mustBe(written.ReportID == report, "it should be this report")
		}),
	})
}

// look is how an approver gets to see a report.
func (s *story) look(report string) error {
	if err := s.findInQueue(report, "what waits for me?"); err != nil {
		return err
	}
	if err := s.take(step{
		who: s.tom, why: "open it.", tool: "get_report",
		with: arguments{{"report_id", report}, {"role", "manager"}},
		tell: telling(func(shown reportShown) (string, error) {
			return fmt.Sprintf("%s, %s, for %q", shown.Name, shown.Total, shown.Purpose), nil
		}),
	}); err != nil {
		return err
	}
	return s.take(step{
		who: s.tom, why: "what is on it?", tool: "list_report_expenses", with: arguments{{"report_id", report}, {"role", "manager"}},
		tell: telling(func(shown expensesShown) (string, error) {
			var lines []string
			for _, one := range shown.Expenses {
				lines = append(lines, one.String())
			}
			return list(fmt.Sprintf("%d expenses:", len(lines)), lines), mustBe(len(lines) == 2, "there should be two")
		}),
	})
}

func (s *story) findInQueue(report, why string) error {
	return s.take(step{
		who: s.tom, why: why, tool: "list_reports_to_approve", with: arguments{{"sort", "submitDate"}},
		tell: telling(func(shown reportsShown) (string, error) {
			var lines []string
			for _, one := range shown.Reports {
				lines = append(lines, fmt.Sprintf("%s of %s, %s", one.Name, one.Owner, one.Claimed))
			}
			here := slices.ContainsFunc(shown.Reports, func(one reportShown) bool { return one.ReportID == report })
			return list(fmt.Sprintf("%d reports:", len(lines)), lines), mustBe(here, "Rita's report should be in the queue")
		}),
	})
}

// correct is Rita's second round. Concur's v3 takes no new expenses on a report
// that was in a workflow, so she corrects what is there.
func (s *story) correct(report string) error {
	if err := s.take(step{
		who: s.rita, why: "what happened to it?", tool: "get_report", with: arguments{{"report_id", report}},
		tell: telling(func(shown reportShown) (string, error) {
			return "it is " + shown.ApprovalStatus, mustBe(shown.ApprovalCode == "A_RESU", "it should have been sent back")
		}),
	}); err != nil {
		return err
	}
	const purpose = "Visit to Douro Optics: acceptance of the HR-400 line"
	if err := s.take(step{
		who: s.rita, why: "say what it was about.", tool: "update_report",
		with: arguments{{"report_id", report}, {"business_purpose", purpose}},
		tell: telling(func(written reportWritten) (string, error) {
			return fmt.Sprintf("the purpose is %q", written.Report.Purpose),
				mustBe(written.Verified && written.Report.Purpose == purpose, "the purpose should show")
		}),
	}); err != nil {
		return err
	}
	if err := s.submit(report, "submit it again."); err != nil {
		return err
	}
	if err := s.take(step{
		who: s.rita, why: "wait, take it back for a last look.", tool: "recall_report", with: arguments{{"report_id", report}},
		tell: telling(nowIs("A_RESU", "A_NOTF")),
	}); err != nil {
		return err
	}
	return s.submit(report, "it is right, submit it.")
}

// approve ends the story.
func (s *story) approve(report string) error {
	if err := s.take(step{
		who: s.tom, why: "approve it.", tool: "approve_report",
		with: arguments{{"report_id", report}, {"comment", "Thank you."}},
		tell: telling(func(written reportWritten) (string, error) {
			return "it is approved by Tom", mustBe(written.ReportID == report, "it should be this report")
		}),
	}); err != nil {
		return err
	}
	return s.take(step{
		who: s.rita, why: "where is it now?", tool: "get_report", with: arguments{{"report_id", report}},
		tell: telling(func(shown reportShown) (string, error) {
			return fmt.Sprintf("%s, %s, is %s", shown.Name, shown.Total, shown.ApprovalStatus),
				mustBe(slices.Contains([]string{"A_ACCO", "A_APPR"}, shown.ApprovalCode), "it should be past its approver")
		}),
	})
}

// nowIs tells the status that a written report has, and holds it to some codes.
func nowIs(codes ...string) func(reportWritten) (string, error) {
	return func(written reportWritten) (string, error) {
		shown := written.Report
		return "it is " + shown.ApprovalStatus, mustBe(written.Verified && slices.Contains(codes, shown.ApprovalCode),
			fmt.Sprintf("it should be in one of the states %v, not %s", codes, shown.ApprovalCode))
	}
}

func mustBe(right bool, otherwise string) error {
	if right {
		return nil
	}
	return errors.New(otherwise)
}
