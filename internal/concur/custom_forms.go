package concur

import (
	"context"
	"errors"
	"strings"
)

// FormOfReport is the form of a report, or under another policy if that is not empty.
func (s *Session) FormOfReport(report ReportID, policy PolicyID) Form {
	return func(ctx context.Context) ([]FormField, error) {
		return lookup(ctx, s, "form\x00"+string(report)+"\x00"+string(policy), func(ctx context.Context) ([]FormField, error) {
			return s.ReportForm(ctx, report, policy)
		})
	}
}

// forgetForms forgets the forms of a report and its expenses, which have others under
// another policy or with another expense type.
func (s *Session) forgetForms(report ReportID) {
	s.client.lookups.drop(s.own("form\x00" + string(report) + "\x00"))
}

var errNoForm = errors.New("there is nothing yet whose form could be read")

// FormOfPolicy is the form of reports under a policy. v4 gives it for a report, so any
// report of the owner serves.
func (s *Session) FormOfPolicy(owner UserID, policy PolicyID) Form {
	return func(ctx context.Context) ([]FormField, error) {
		return lookup(ctx, s, "form\x00"+string(owner)+"\x00"+string(policy), func(ctx context.Context) ([]FormField, error) {
			page, err := s.ListReports(ctx, ReportFilter{User: Ref(owner)}, "")
			if err != nil {
				return nil, err
			}
			if len(page.Reports) == 0 {
				return nil, errNoForm
			}
			return s.ReportForm(ctx, page.Reports[0].ID, policy)
		})
	}
}

// FormOfExpense is the form of an expense, or with another expense type if that is
// not empty.
func (s *Session) FormOfExpense(report ReportID, expense ExpenseID, expenseType string) Form {
	return func(ctx context.Context) ([]FormField, error) {
		if expense == "" {
			return nil, errNoForm
		}
		key := "form\x00" + string(report) + "\x00" + string(expense) + "\x00" + expenseType
		return lookup(ctx, s, key, func(ctx context.Context) ([]FormField, error) {
			return s.ExpenseForm(ctx, report, expense, expenseType)
		})
	}
}

// FormOfNewExpense is the form of an expense that is to be added to a report. v4 gives
// it for an expense, so any of the owner serves: one of the report, or else one of
// the owner's other reports.
func (s *Session) FormOfNewExpense(owner UserID, report ReportID, expenseType string) Form {
	return func(ctx context.Context) ([]FormField, error) {
		return lookup(ctx, s, "form\x00"+string(report)+"\x00\x00"+expenseType, func(ctx context.Context) ([]FormField, error) {
			fields, err := s.formOfAny(ctx, owner, report, expenseType)
			if !errors.Is(err, errNoForm) {
				return fields, err
			}
			page, err := s.ListReports(ctx, ReportFilter{User: Ref(owner)}, "")
			if err != nil {
				return nil, err
			}
			const enough = 3
			for _, other := range page.Reports[:min(enough, len(page.Reports))] {
				if fields, err = s.formOfAny(ctx, owner, other.ID, expenseType); !errors.Is(err, errNoForm) {
					return fields, err
				}
			}
			return nil, errNoForm
		})
	}
}

// formOfAny reads the form for any expense of a report.
func (s *Session) formOfAny(ctx context.Context, owner UserID, report ReportID, expenseType string) ([]FormField, error) {
	entries, err := s.EntriesOf(ctx, owner, report)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.ExpenseID != "" {
			return s.ExpenseForm(ctx, report, entry.ExpenseID, expenseType)
		}
	}
	return nil, errNoForm
}

// FormOfAllocation is as much of the form of an allocation as the allocation tells:
// Concur shows the form nowhere. The label of a list field is what was learned of it
// lately, and its list the one that its item of now is in, which is looked up for the
// fields that are to get a value by name.
func (s *Session) FormOfAllocation(a Allocation, given CustomFields) Form {
	return func(ctx context.Context) ([]FormField, error) {
		fields := make([]FormField, len(a.CustomData))
		for i, datum := range a.CustomData {
			told, _ := s.ListText(datum)
			fields[i] = FormField{FieldID: datum.ID, Name: told.Label}
			id, err := ParseListItemID(datum.Value)
			if err != nil || !given.byName(fields[i]) {
				continue
			}
			item, err := lookup(ctx, s, "item of a list\x00"+string(id), func(ctx context.Context) (ListItem, error) {
				return s.ListItem(ctx, "", id)
			})
			if err == nil && len(item.Lists) == 1 {
				fields[i].ListID, fields[i].ListLevel = string(item.Lists[0].ID), item.Level
			}
		}
		return fields, nil
	}
}

// byName reports whether a field is to have a value that is no id of a list item.
func (f CustomFields) byName(field FormField) bool {
	for name, value := range f {
		if _, err := ParseListItemID(strings.TrimSpace(value)); err != nil && strings.TrimSpace(value) != "" && field.named(name) {
			return true
		}
	}
	return false
}
