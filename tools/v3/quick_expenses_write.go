package v3

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// quickPayment is how a quick expense was paid (Quick Expense v3 > PaymentTypeCode): not
// said yet, cash, or by the company.
type quickPayment string

// Values lists the codes, Concur's default first.
func (quickPayment) Values() []string { return []string{"PENDC", "CASHX", "CPAID"} }

// quickExpenseFields are what a quick expense can have besides its date and amount.
type quickExpenseFields struct {
	ExpenseType    *string               `json:"expense_type_code,omitempty"  max:"5"`
	PaymentType    *quickPayment         `json:"payment_type_code,omitempty"`
	Vendor         *string               `json:"vendor,omitempty"             max:"64"`
	Location       *string               `json:"location,omitempty"           max:"64"`
	Comment        *string               `json:"comment,omitempty"            max:"2000"`
	ReceiptImageID concur.ReceiptImageID `json:"receipt_image_id,omitempty"`
}

func (f quickExpenseFields) write() concur.V3QuickExpenseWrite {
	write := concur.V3QuickExpenseWrite{
		ExpenseTypeCode: f.ExpenseType, VendorDescription: f.Vendor, LocationName: f.Location, Comment: f.Comment,
	}
	if f.PaymentType != nil {
		write.PaymentTypeCode = new(string(*f.PaymentType))
	}
	if f.ReceiptImageID != "" {
		write.ReceiptImageID = new(string(f.ReceiptImageID))
	}
	return write
}

type createQuickExpenseIn struct {
	Date     tools.Date      `json:"transaction_date"`
	Amount   json.Number     `json:"transaction_amount"`
	Currency concur.Currency `json:"currency_code"`
	quickExpenseFields
	User concur.Ref `json:"user,omitempty" jsonschema:"owner"`
}

type writtenQuickExpense struct {
	quickExpense
	outcome.Written
}

func (k kit) createQuickExpense() tools.Tool {
	def := define("v3_create_quick_expense", "Make a quick expense (v3)", tools.Create)
	def.Description = "Makes a quick expense. Retired by Concur: most companies refuse it; use create_quick_expense."
	def.Operations = []string{"create_quick_expense"}
	def.Supporting = append(people(), "get_quick_expense", "list_quick_expenses")
	return tools.NewWrite(def, k.addQuickExpense, k.lookForQuickExpense)
}

func (k kit) addQuickExpense(ctx context.Context, call *tools.Call, in createQuickExpenseIn) (writtenQuickExpense, error) {
	wanted, err := in.wanted()
	if err != nil {
		return writtenQuickExpense{}, err
	}
	session := k.concur.As(call.Caller)
	leave, err := k.creations.Take(ctx, call.Caller, likenessOf(wanted), string(in.User))
	if err != nil {
		return writtenQuickExpense{}, err
	}
	defer leave()
	at := session.Now()
	before, err := quickExpensesSince(ctx, session, in.User, at)
	if err != nil {
		return writtenQuickExpense{}, retired(err)
	}
	id, err := session.CreateV3QuickExpense(ctx, in.User, wanted)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = k.findQuickExpense(ctx, session, in.User, wanted, at, before)
		return seen, err
	})
	if err != nil {
		return writtenQuickExpense{}, retired(outcome.LookWith(outcome.Undecided(err), "v3_list_quick_expenses"))
	}
	k.creations.Keep(string(id), call, at)
	call.Undo("v3_delete_quick_expense", quickExpenseIn{ID: id, User: in.User}, "")
	out := quickExpenseNow(ctx, session, in.User, id, wanted)
	out.Noted(found)
	return out, nil
}

// wanted is what the arguments ask for.
func (in createQuickExpenseIn) wanted() (concur.V3QuickExpenseWrite, error) {
	wanted, date, code := in.write(), in.Date.String(), string(in.Currency)
	amount, err := concur.ParseAmount(in.Amount, in.Currency)
	if err != nil {
		return wanted, tools.Argumentf("transaction_amount", "%s", err.Error())
	}
	wanted.TransactionDate, wanted.TransactionAmount, wanted.CurrencyCode = &date, &amount, &code
	return wanted, nil
}

type updateQuickExpenseIn struct {
	ID       concur.V3QuickExpenseID `json:"id"`
	Date     *tools.Date             `json:"transaction_date,omitempty"`
	Amount   json.Number             `json:"transaction_amount,omitempty"`
	Currency concur.Currency         `json:"currency_code,omitempty"`
	quickExpenseFields
	User concur.Ref `json:"user,omitempty" jsonschema:"owner"`
}

func (k kit) updateQuickExpense() tools.Tool {
	def := define("v3_update_quick_expense", "Change a quick expense (v3)", tools.Change)
	def.Description = "Changes a quick expense; what is left out stays. Retired by Concur: most companies refuse it. " +
		"v3_list_quick_expenses gives the id."
	def.Operations = []string{"update_quick_expense"}
	def.Supporting = append(people(), "get_quick_expense")
	look := func(ctx context.Context, call *tools.Call, in updateQuickExpenseIn, _ tools.Sent) (tools.Seen, error) {
		wanted, err := in.changes()
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		now, err := k.concur.As(call.Caller).GetV3QuickExpense(ctx, in.User, in.ID)
		return outcome.SeenChanged("quick expense", unshown(wanted, now), sent(wanted)), err
	}
	return tools.NewWrite(def, k.changeQuickExpense, look)
}

func (k kit) changeQuickExpense(ctx context.Context, call *tools.Call, in updateQuickExpenseIn) (writtenQuickExpense, error) {
	wanted, err := in.changes()
	if err != nil {
		return writtenQuickExpense{}, err
	}
	session := k.concur.As(call.Caller)
	former, err := session.GetV3QuickExpense(ctx, in.User, in.ID)
	if err != nil {
		return writtenQuickExpense{}, retired(err)
	}
	in.undo(call, wanted, former)
	err = session.UpdateV3QuickExpense(ctx, in.User, in.ID, wanted)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (tools.Seen, error) {
		now, err := session.GetV3QuickExpense(ctx, in.User, in.ID)
		return outcome.SeenChanged("quick expense", unshown(wanted, now), len(unshown(wanted, former))), err
	})
	if err != nil {
		return writtenQuickExpense{}, retired(outcome.LookWith(err, "v3_get_quick_expense"))
	}
	out := quickExpenseNow(ctx, session, in.User, in.ID, wanted)
	out.Noted(found)
	return out, nil
}

func (in updateQuickExpenseIn) changes() (concur.V3QuickExpenseWrite, error) {
	wanted := in.write()
	if in.Date != nil {
		wanted.TransactionDate = new(in.Date.String())
	}
	if in.Currency != "" {
		wanted.CurrencyCode = new(string(in.Currency))
	}
	if in.Amount != "" {
		if in.Currency == "" {
			return wanted, tools.Argumentf("currency_code", "is required with transaction_amount").
				WithHint("Give both: the currency says how many decimals there are.")
		}
		amount, err := concur.ParseAmount(in.Amount, in.Currency)
		if err != nil {
			return wanted, tools.Argumentf("transaction_amount", "%s", err.Error())
		}
		wanted.TransactionAmount = &amount
	}
	if wanted == (concur.V3QuickExpenseWrite{}) {
		return wanted, tools.Argumentf("id", "there is nothing to change").WithHint("Give at least one field.")
	}
	return wanted, nil
}

// quickExpenseNow reads what was written. It is there whatever becomes of that.
func quickExpenseNow(
	ctx context.Context, session *concur.Session, user concur.Ref, id concur.V3QuickExpenseID, sent concur.V3QuickExpenseWrite,
) writtenQuickExpense {
	found, err := session.GetV3QuickExpense(ctx, user, id)
	if err != nil {
		return writtenQuickExpense{quickExpense{ID: string(id)}, outcome.Unread(err)}
	}
	found.ID = string(id)
	return writtenQuickExpense{ofQuickExpense(found), outcome.Shown("quick expense", unshown(sent, found))}
}

// unshown names the arguments of which a quick expense does not show what was sent.
func unshown(sent concur.V3QuickExpenseWrite, got concur.V3QuickExpense) []string {
	var names []string
	for _, text := range []struct {
		name string
		sent *string
		got  string
	}{
		{"transaction_date", sent.TransactionDate, view.Day(got.TransactionDate)},
		{"currency_code", sent.CurrencyCode, got.CurrencyCode},
		{"expense_type_code", sent.ExpenseTypeCode, got.ExpenseTypeCode},
		{"payment_type_code", sent.PaymentTypeCode, got.PaymentTypeCode},
		{"vendor", sent.VendorDescription, got.VendorDescription},
		{"location", sent.LocationName, got.LocationName},
		{"comment", sent.Comment, got.Comment},
		{"receipt_image_id", sent.ReceiptImageID, got.ReceiptImageID},
	} {
		if text.sent != nil && strings.TrimSpace(*text.sent) != strings.TrimSpace(text.got) {
			names = append(names, text.name)
		}
	}
	if sent.TransactionAmount != nil && !sent.TransactionAmount.Equal(got.TransactionAmount.Decimal) {
		names = append(names, "transaction_amount")
	}
	return names
}
