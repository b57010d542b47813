package allocations

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
	outcome.Written
	// Emptied are fields with the values that they had before, which were not to change.
	Emptied []customField `json:"emptied,omitempty"`
}

func (k kit) updateExpenseAllocation() tools.Tool {
	def := define("update_expense_allocation", "Change an allocation of an expense", tools.Change)
	def.Description = "Sets custom fields, such as the cost center, of an allocation of an unsubmitted report. Percentages are changed in " +
		"Concur itself. list_expense_allocations gives allocation_id."
	def.Operations = []string{"update_allocation"}
	def.Supporting = append([]string{"get_allocation", "identity_search_users", "identity_get_user"}, view.ListOperations()...)
	return tools.NewWrite(def, k.runUpdateExpenseAllocation, k.lookUpdateExpenseAllocation)
}

func (k kit) runUpdateExpenseAllocation(
	ctx context.Context, call *tools.Call, in updateExpenseAllocationIn,
) (writtenAllocationOut, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return writtenAllocationOut{}, err
	}
	in.undo(call, c.fields, c.before, nil)
	out, err := in.send(ctx, c)
	if len(out.Emptied) > 0 {
		in.undo(call, c.fields, c.before, out.Emptied)
	}
	return out, err
}

func (k kit) lookUpdateExpenseAllocation(
	ctx context.Context, call *tools.Call, in updateExpenseAllocationIn, _ tools.Sent,
) (tools.Seen, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return outcome.SeenChanged("allocation", untaken(c.fields, c.before), len(c.fields)), nil // It has just been read.
}

// change is what an allocation is to show, and what it was before.
type change struct {
	session *concur.Session
	on      concur.Subject
	before  concur.Allocation
	fields  []concur.CustomDatumPatch
}

// changeOf finds out what is meant. The allocation is read each time: what was read a
// while ago need not be what it was just before the change.
func (k kit) changeOf(ctx context.Context, call *tools.Call, in updateExpenseAllocationIn) (change, error) {
	c := change{session: k.concur.As(call.Caller)}
	if err := in.check(); err != nil {
		return c, err
	}
	var err error
	if c.on, err = c.session.OnOwner(ctx, in.User, "update_allocation"); err != nil {
		return c, err
	}
	if c.before, err = c.session.GetAllocation(ctx, c.on, in.ReportID, in.AllocationID); err != nil {
		return c, view.AdviseReading(err)
	}
	if c.before.IsSystem {
		return c, &tools.StoppedError{
			Reason: "this is what nobody allocated of the expense; Concur does not let it be changed",
			Next: "The owner allocates the expense in Concur; then list_expense_allocations shows what can be changed. " +
				"update_report_expense sets custom fields of the expense as a whole.",
		}
	}
	c.fields, err = in.patch(ctx, c.session, c.before)
	return c, err
}

// undo says how the fields that are sent, and those that were emptied besides, get their
// former values back.
func (in updateExpenseAllocationIn) undo(
	call *tools.Call, sent []concur.CustomDatumPatch, former concur.Allocation, emptied []customField,
) {
	back := updateExpenseAllocationIn{ReportID: in.ReportID, AllocationID: in.AllocationID, CustomFields: concur.CustomFields{}, User: in.User}
	for _, field := range sent {
		back.CustomFields[field.ID] = ""
		if at := slices.IndexFunc(former.CustomData, func(d concur.CustomDatum) bool { return d.ID == field.ID }); at >= 0 {
			back.CustomFields[field.ID] = former.CustomData[at].Value
		}
	}
	for _, field := range emptied {
		back.CustomFields[field.ID] = string(field.Value)
	}
	call.Undo("update_expense_allocation", back, "")
}

func (in updateExpenseAllocationIn) check() error {
	if len(in.CustomFields) == 0 {
		return tools.Argumentf("custom_fields", "names no field").WithHint("Give at least one, for example custom3.")
	}
	return view.CheckCustom(in.CustomFields)
}

// patch is the custom fields as Concur takes them.
func (in updateExpenseAllocationIn) patch(
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

// send sends the changes and reads the allocation back.
func (in updateExpenseAllocationIn) send(ctx context.Context, c change) (writtenAllocationOut, error) {
	var out writtenAllocationOut
	lacking := untaken(c.fields, c.before)
	look := func(ctx context.Context) (tools.Seen, error) {
		got, err := c.session.GetAllocation(ctx, c.on, in.ReportID, in.AllocationID)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		missing := untaken(c.fields, got)
		out = writtenAllocationOut{allocation: shown(c.session, got), Written: outcome.Shown("allocation", missing)}
		if out.Emptied = emptied(c.before, got, c.fields); len(out.Emptied) > 0 && len(missing) == 0 {
			out.Written = outcome.Written{Note: "What was sent is there, but the fields in emptied have no value any more. If nobody else took it " +
				"out, set it again."}
		}
		return outcome.SeenChanged("allocation", missing, len(lacking)), nil
	}
	err := c.session.UpdateAllocation(ctx, c.on, in.ReportID, in.AllocationID, c.before.ExpenseID, c.fields)
	found, err := tools.Resolve(ctx, err, look)
	if err != nil {
		err = view.Advise(err, "Correct what Concur names. If the report is submitted, recall_report takes it back first.")
		return writtenAllocationOut{}, outcome.LookWith(err, "list_expense_allocations")
	}
	if found == "" {
		if _, err := look(ctx); err != nil {
			out = writtenAllocationOut{Written: outcome.Unread(err)}
			out.AllocationID, out.ExpenseID = string(in.AllocationID), c.before.ExpenseID
		}
	}
	out.Noted(found)
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
