package quickexpenses

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// quickExpenseIn is a quick expense as a caller tells it. Concur documents no lengths.
type quickExpenseIn struct {
	ExpenseType  concur.Ref         `json:"expense_type_id" jsonschema:"code, name or UNDEF"`
	Amount       json.Number        `json:"transaction_amount"`
	Currency     concur.Currency    `json:"currency"`
	Date         tools.Date         `json:"transaction_date"`
	PaymentType  paymentType        `json:"payment_type,omitempty" jsonschema:"cash, company_paid or pending_card"`
	Vendor       string             `json:"vendor,omitempty"`
	Comment      string             `json:"comment,omitempty"`
	EntryDetails string             `json:"entry_details,omitempty"`
	Location     string             `json:"location,omitempty"`
	City         string             `json:"city,omitempty"`
	Country      concur.Country     `json:"country_code,omitempty"`
	Subdivision  concur.Subdivision `json:"country_subdivision_code,omitempty"`
	User         concur.Ref         `json:"user,omitempty"`
}

type quickExpenseWithImageIn struct {
	quickExpenseIn
	images.In
}

type quickExpenseOut struct {
	QuickExpenseID string        `json:"quick_expense_id"`
	ExpenseTypeID  string        `json:"expense_type_id"`
	Amount         *render.Money `json:"amount"`
	Date           string        `json:"date"`
	outcome.Written
}

// unread says why nothing is verified.
const unread = "Concur took it. It is in the person's Available Expenses, where they put it on a report; no API shows it."

func (k kit) createQuickExpense() tools.Tool {
	def := define("create_quick_expense", "Note a quick expense")
	def.Description = "Notes an expense in Available Expenses, to be put on a report in Concur later. It cannot be read, changed or " +
		"deleted afterwards. list_expense_types gives expense_type_id. A company connection needs user."
	def.Operations = []string{"quick_expense_create"}
	return tools.NewWrite(def, func(ctx context.Context, call *tools.Call, in quickExpenseIn) (quickExpenseOut, error) {
		return k.create(ctx, call, in, nil)
	}, lookFor[quickExpenseIn])
}

func (k kit) createQuickExpenseWithImage() tools.Tool {
	def := define("create_quick_expense_with_image", "Note a quick expense with its receipt")
	def.Description = "create_quick_expense with its receipt: PDF, PNG, JPEG or TIFF, at most 50 MB."
	def.Operations = []string{"quick_expense_create_with_image"}
	return tools.NewWrite(def, func(ctx context.Context, call *tools.Call, in quickExpenseWithImageIn) (quickExpenseOut, error) {
		if _, err := in.expense(); err != nil {
			return quickExpenseOut{}, err
		}
		receipt, err := k.images.Open(ctx, call, in.purpose(), in.In, images.Limits{
			MediaTypes: []string{files.PDF, files.PNG, files.JPEG, files.TIFF}, Bytes: concur.LargestQuickReceipt,
		})
		if err != nil {
			return quickExpenseOut{}, err
		}
		return k.create(ctx, call, in.quickExpenseIn, receipt)
	}, lookFor[quickExpenseWithImageIn])
}

// create sends a quick expense, with a receipt unless it is nil.
func (k kit) create(ctx context.Context, call *tools.Call, in quickExpenseIn, receipt *concur.Upload) (quickExpenseOut, error) {
	expense, err := in.expense()
	if err != nil {
		return quickExpenseOut{}, err
	}
	session := k.concur.As(call.Caller)
	owner, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return quickExpenseOut{}, err
	}
	if expense.ExpenseTypeID, err = session.FindTypeCode(ctx, owner.User, in.ExpenseType); err != nil {
		return quickExpenseOut{}, err
	}
	call.NoUndo("Concur has no API that takes a quick expense back: the person deletes it in Available Expenses in Concur.")
	id, err := session.NoteQuickExpense(ctx, owner.User, expense, receipt)
	if err != nil {
		return quickExpenseOut{}, explained(err)
	}
	return quickExpenseOut{
		QuickExpenseID: id, ExpenseTypeID: expense.ExpenseTypeID, Amount: view.Money(&expense.Amount), Date: expense.Date,
		Written: outcome.Written{Note: unread},
	}, nil
}

// lookFor cannot tell: Quick Expense v4 shows nothing of what it made.
func lookFor[In any](context.Context, *tools.Call, In, tools.Sent) (tools.Seen, error) {
	return tools.Seen{
		Verdict: tools.Unknown, Found: "No API shows quick expenses. Ask the person to look in Available Expenses in Concur.",
	}, nil
}

// purpose is what a receipt is for that somebody is asked for.
func (in quickExpenseIn) purpose() images.Purpose {
	about := fmt.Sprintf("the receipt of a quick expense of %s %s on %s", in.Amount, in.Currency, in.Date)
	if in.Vendor != "" {
		about += " at " + in.Vendor
	}
	if in.User != "" {
		about += ", for " + string(in.User)
	}
	return images.Purpose{About: about, Exactly: []string{
		"create_quick_expense_with_image", string(in.User), string(in.ExpenseType), in.Amount.String(), string(in.Currency),
		in.Date.String(), in.Vendor,
	}}
}

// expense is what can be said about the arguments without asking Concur.
func (in quickExpenseIn) expense() (concur.NewQuickExpense, error) {
	value, err := concur.ParseAmount(in.Amount, in.Currency)
	if err != nil {
		return concur.NewQuickExpense{}, tools.Argumentf("transaction_amount", "%s", err)
	}
	place := concur.QuickPlace(in.Location)
	place.City, place.Country, place.Subdivision = in.City, string(in.Country), string(in.Subdivision)
	return concur.NewQuickExpense{
		Amount: concur.Amount{Value: value, Currency: string(in.Currency)}, Date: in.Date.String(),
		PaymentType: string(in.PaymentType), Vendor: in.Vendor, Comment: in.Comment, EntryDetails: in.EntryDetails, Location: place,
	}, nil
}
