package allocations

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateExpenseAllocationIn struct {
	ReportID     concur.ReportID     `json:"report_id"`
	AllocationID concur.AllocationID `json:"allocation_id"`
	CustomFields concur.CustomFields `json:"custom_fields" jsonschema:"id or label, as listed, to text or list item; empty clears"`
	User         concur.Ref          `json:"user,omitempty"`
}

type writtenAllocationOut struct {
	allocation
	view.Written
	// Emptied are fields with the values that they had before, which were not to change.
	Emptied []customField `json:"emptied,omitempty"`
}

func (k kit) updateExpenseAllocation() tools.Tool {
	def := define("update_expense_allocation", "Change an allocation of an expense", tools.Change)
	def.Description = "Sets custom fields, such as the cost center, of an allocation of an unsubmitted report. Percentages are changed in " +
		"Concur itself. list_expense_allocations gives allocation_id."
	def.Operations = []string{"update_allocation"}
	def.Supporting = append([]string{"get_allocation", "identity_search_users", "identity_get_user"}, view.ListOperations()...)
	return tools.New(def, func(ctx context.Context, call *tools.Call, in updateExpenseAllocationIn) (writtenAllocationOut, error) {
		if err := in.check(); err != nil {
			return writtenAllocationOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "update_allocation")
		if err != nil {
			return writtenAllocationOut{}, err
		}
		known, ok := session.KnownAllocation(in.ReportID, in.AllocationID)
		if !ok {
			if known, err = session.GetAllocation(ctx, on, in.ReportID, in.AllocationID); err != nil {
				return writtenAllocationOut{}, view.AdviseReading(err)
			}
		}
		if known.IsSystem {
			return writtenAllocationOut{}, &systemError{}
		}
		fields, err := in.fields(ctx, session, known)
		if err != nil {
			return writtenAllocationOut{}, err
		}
		return in.send(ctx, session, on, known, fields)
	})
}

func (in updateExpenseAllocationIn) check() error {
	if len(in.CustomFields) == 0 {
		return tools.Argumentf("custom_fields", "names no field").WithHint("Give at least one, for example custom3.")
	}
	return view.CheckCustom(in.CustomFields)
}

// fields are the custom fields as Concur takes them.
func (in updateExpenseAllocationIn) fields(
	ctx context.Context, session *concur.Session, known concur.Allocation,
) ([]concur.CustomDatumPatch, error) {
	data, err := session.CustomForV4(ctx, in.CustomFields, session.FormOfAllocation(known, in.CustomFields))
	if err != nil {
		return nil, view.CustomError(err)
	}
	fields := make([]concur.CustomDatumPatch, len(data))
	for i, datum := range data {
		fields[i] = concur.CustomDatumPatch{ID: datum.ID, Value: concur.Clearable(datum.Value)}
	}
	return fields, nil
}

// errPartly says that an allocation shows some of the changes. After a lost answer
// that proves nothing: those may have been its values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

// send sends the changes and reads the allocation back.
func (in updateExpenseAllocationIn) send(
	ctx context.Context, session *concur.Session, on concur.Subject, before concur.Allocation, fields []concur.CustomDatumPatch,
) (writtenAllocationOut, error) {
	var out writtenAllocationOut
	read := func(ctx context.Context) (bool, error) {
		got, err := session.GetAllocation(ctx, on, in.ReportID, in.AllocationID)
		if err != nil {
			return false, err
		}
		missing := untaken(fields, got)
		out = writtenAllocationOut{allocation: shown(session, got), Written: view.Shown("allocation", missing)}
		if out.Emptied = emptied(before, got, fields); len(out.Emptied) > 0 && len(missing) == 0 {
			out.Written = view.Written{Note: "What was sent is there, but the fields in emptied have no value any more. If nobody else took it " +
				"out, set it again."}
		}
		if len(missing) > 0 && len(missing) < len(fields) {
			return false, errPartly
		}
		return len(missing) == 0, nil
	}
	if err := session.UpdateAllocation(ctx, on, in.ReportID, in.AllocationID, before.ExpenseID, fields); err != nil {
		err = tools.Settle(ctx, err, read) // it fills out
		return out, view.Advise(err, "Correct what Concur names. If the report is submitted, recall_report takes it back first.")
	}
	if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
		out = writtenAllocationOut{Written: view.Unread(err)}
		out.AllocationID, out.ExpenseID = string(in.AllocationID), before.ExpenseID
	}
	return out, nil
}

// untaken names the fields of which an allocation does not show what was sent. The
// value of a list field may come back as another form of its id.
func untaken(sent []concur.CustomDatumPatch, got concur.Allocation) []string {
	plain := func(value string) string { return strings.ToUpper(strings.ReplaceAll(value, "-", "")) }
	is := map[string]string{}
	for _, datum := range got.CustomData {
		is[datum.ID] = plain(datum.Value)
	}
	var names []string
	for _, field := range sent {
		if is[field.ID] != plain(string(field.Value)) {
			names = append(names, field.ID)
		}
	}
	return names
}

// emptied gives the fields that had a value, were not sent and have none now. That Concur
// keeps those is inferred: by the rule of merge patches an array takes the place of the
// one before (RFC 7386).
func emptied(before, got concur.Allocation, sent []concur.CustomDatumPatch) []customField {
	var lost []customField
	for _, datum := range before.CustomData {
		stays := slices.ContainsFunc(got.CustomData, func(now concur.CustomDatum) bool { return now.ID == datum.ID && now.Value != "" })
		wanted := slices.ContainsFunc(sent, func(field concur.CustomDatumPatch) bool { return field.ID == datum.ID })
		if datum.Value != "" && !stays && !wanted {
			lost = append(lost, customField{ID: datum.ID, Value: render.Text(datum.Value)})
		}
	}
	return lost
}

// systemError says that an allocation is one that nobody made.
type systemError struct{}

// Error implements error.
func (*systemError) Error() string {
	return "this is what nobody allocated of the expense; Concur does not let it be changed"
}

// WhatChanged implements tools.Problem.
func (*systemError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*systemError) NextStep() string {
	return "The owner allocates the expense in Concur; then list_expense_allocations shows what can be changed. " +
		"update_report_expense sets custom fields of the expense as a whole."
}

// Details implements tools.Problem.
func (*systemError) Details() map[string]string { return nil }
