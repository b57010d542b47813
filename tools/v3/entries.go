package v3

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func (k kit) entryTools() []tools.Tool {
	return []tools.Tool{k.listEntries(), k.getEntry(), k.deleteEntry()}
}

type listEntriesIn struct {
	entryFilter
	tools.Page
}

// entryFilter are the filters of v3_list_entries; they identify a cursor.
type entryFilter struct {
	ReportID         concur.ReportID `json:"report_id,omitempty"`
	PaymentTypeID    concur.Ref      `json:"payment_type_id,omitempty" jsonschema:"or name"`
	BatchID          concur.Ref      `json:"batch_id,omitempty"`
	IsBillable       *bool           `json:"is_billable,omitempty"`
	AttendeeTypeCode concur.Ref      `json:"attendee_type_code,omitempty"`
	HasAttendees     *bool           `json:"has_attendees,omitempty"`
	HasVAT           *bool           `json:"has_vat,omitempty"`
	ExpenseTypeCode  concur.Ref      `json:"expense_type_code,omitempty" jsonschema:"or name"`
	AttendeeID       concur.Ref      `json:"attendee_id,omitempty" jsonschema:"v3 id"`
	User             concur.Ref      `json:"user,omitempty" jsonschema:"owner, or ALL; administrators only"`
}

type entryList struct {
	Entries render.Rows `json:"entries"`
	render.Listing
}

func (k kit) listEntries() tools.Tool {
	def := define("v3_list_entries", "List entries (v3)", tools.Read)
	def.Description = "Finds expenses through Expense v3, across reports or of one: by type, batch, attendee, billable or VAT. " +
		"There are no dates to filter by. For one report prefer list_report_expenses."
	def.Operations = []string{"list_entries"}
	def.Supporting = append(people(), "list_expense_group_configurations", "expense_config_list_payment_types")
	return tools.New(def, k.runListEntries)
}

func (k kit) runListEntries(ctx context.Context, call *tools.Call, in listEntriesIn) (entryList, error) {
	ask, err := view.Ask("v3_list_entries", in.Page, in.entryFilter)
	if err != nil {
		return entryList{}, err
	}
	session := k.concur.As(call.Caller)
	var filter *concur.EntryFilter
	read := 0
	rows, listing, err := render.Paged(ctx, ask, entrySummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[entry], error) {
			if filter == nil {
				looked, err := in.lookUp(ctx, session)
				if err != nil {
					return render.Batch[entry]{}, err
				}
				filter = &looked
			}
			page, err := session.ListEntries(ctx, *filter, offset)
			if err != nil {
				return render.Batch[entry]{}, err
			}
			read += len(page.Entries)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d entries read", read))
			batch := render.Batch[entry]{Next: page.Next}
			for _, e := range page.Entries {
				batch.Rows = append(batch.Rows, ofEntry(e))
			}
			return batch, nil
		})
	if err != nil {
		return entryList{}, advise(view.ListError(err))
	}
	if rows.Len() == 0 {
		listing.Note = whyEmpty("entry", in.User)
	}
	return entryList{Entries: rows, Listing: listing}, nil
}

// lookUp turns the arguments into Concur's: types by code, id or name.
func (f entryFilter) lookUp(ctx context.Context, session *concur.Session) (concur.EntryFilter, error) {
	filter := concur.EntryFilter{
		User: anybody(f.User), ReportID: f.ReportID, BatchID: string(f.BatchID), AttendeeTypeCode: string(f.AttendeeTypeCode),
		AttendeeID: string(f.AttendeeID), IsBillable: f.IsBillable, HasAttendees: f.HasAttendees, HasVAT: f.HasVAT,
	}
	var err error
	if filter.ExpenseTypeCode, err = session.FindV3TypeCode(ctx, f.ExpenseTypeCode); err != nil {
		return filter, err
	}
	if f.PaymentTypeID != "" {
		found, err := session.FindEntryPaymentType(ctx, "", f.PaymentTypeID)
		if err != nil {
			return filter, err
		}
		filter.PaymentTypeID = found.ID
	}
	return filter, nil
}

type entryIn struct {
	ID   concur.ExpenseRef `json:"id" jsonschema:"v3 id"`
	User concur.Ref        `json:"user,omitempty" jsonschema:"owner; administrators only"`
}

// entry gives the v3 id of what is named.
func (in entryIn) entry(session *concur.Session) (concur.EntryID, error) {
	if err := somebody(in.User); err != nil {
		return "", err
	}
	id, err := session.KnownEntry(in.ID)
	if err != nil {
		return "", tools.Argumentf("id", "%s is a v4 id, which v3 does not know", in.ID).
			WithHint("v3_list_entries with report_id gives both ids. For v4 ids there are get_report_expense and delete_report_expense.")
	}
	return id, nil
}

func (k kit) getEntry() tools.Tool {
	def := define("v3_get_entry", "Get an entry (v3)", tools.Read)
	def.Description = "Reads one expense in full through Expense v3, its v4 id (expense_id) included. v3_list_entries gives id. " +
		"Comments are list_comments'."
	def.Operations, def.Supporting = []string{"get_entry"}, people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in entryIn) (entry, error) {
		session := k.concur.As(call.Caller)
		id, err := in.entry(session)
		if err != nil {
			return entry{}, err
		}
		read, err := session.V3Entry(ctx, in.User, id)
		if read.ID == "" {
			read.ID = id
		}
		return ofEntry(read), advise(err)
	})
}

type deletedEntry struct {
	ID concur.EntryID `json:"deleted_id"`
	outcome.Written
}

func (k kit) deleteEntry() tools.Tool {
	def := define("v3_delete_entry", "Delete an entry (v3)", tools.Delete)
	def.Description = "Deletes an expense of an unsubmitted report through Expense v3, which is deprecated: prefer delete_report_expense. " +
		"v3_list_entries gives id."
	def.Operations, def.Supporting = []string{"delete_entry"}, append(people(), "get_entry")
	return tools.NewWrite(def, k.removeEntry, func(ctx context.Context, call *tools.Call, in entryIn, _ tools.Sent) (tools.Seen, error) {
		session := k.concur.As(call.Caller)
		id, err := in.entry(session)
		if err == nil {
			_, err = session.V3Entry(ctx, in.User, id)
		}
		return outcome.SeenGone("entry", err)
	})
}

// removeEntry deletes an entry, after it was read: its values are what makes it again.
func (k kit) removeEntry(ctx context.Context, call *tools.Call, in entryIn) (deletedEntry, error) {
	session := k.concur.As(call.Caller)
	id, err := in.entry(session)
	if err != nil {
		return deletedEntry{}, err
	}
	former, err := session.V3Entry(ctx, in.User, id)
	if err != nil {
		return deletedEntry{}, advise(err)
	}
	outcome.UndoDeletedExpense(call, former, in.User)
	written, err := deleted(ctx, session.DeleteEntry(ctx, in.User, id), "entry", func(ctx context.Context) error {
		_, err := session.V3Entry(ctx, in.User, id)
		return err
	}, "v3_get_entry")
	return deletedEntry{ID: id, Written: written}, advise(err)
}
