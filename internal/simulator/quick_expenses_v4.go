package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Quick Expense v4 only writes. What it makes lies in the person's Available Expenses,
// which no API of this simulator shows, but the state page does.

const (
	quickLimit   = 120 // requests of a person, over both operations
	quickWindow  = 5 * time.Minute
	quickPicture = 50 << 20 // bytes; an older page says 5 MB

	undecidedType = "UNDEF"
)

// availableExpense is a quick expense that was made.
type availableExpense struct {
	id, ownerID string
	typeID      string // an expense type, or UNDEF
	amount      decimal.Decimal
	currency    string
	imageID     string // empty without a picture
	wanted      quickExpenseRequest
}

// quickExpenseRequest is Quick Expense v4 > QuickExpenseRequest. Two guides begin the
// members with capitals, which is taken too.
type quickExpenseRequest struct {
	ExpenseTypeID     string       `json:"expenseTypeId"`
	TransactionAmount *quickAmount `json:"transactionAmount"`
	TransactionDate   string       `json:"transactionDate"`
	PaymentTypeID     string       `json:"paymentTypeId"`
	Comment           string       `json:"comment"`
	EntryDetails      string       `json:"entryDetails"`
	Vendor            string       `json:"vendor"`
	Location          *quickPlace  `json:"location"`
}

type quickAmount struct {
	CurrencyCode string      `json:"currencyCode"`
	Value        json.Number `json:"value"`
}

// quickPlace is Quick Expense v4 > Location.
type quickPlace struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	City        string `json:"city"`
	CountryCode string `json:"countryCode"`
	Subdivision string `json:"countrySubDivisionCode"`
}

type quickExpenseURI struct {
	URI string `json:"quickExpenseIdUri"`
}

func quickExpensesHandlers() map[string]handler {
	return map[string]handler{
		"quick_expense_create":            createQuickExpense,
		"quick_expense_create_with_image": createQuickExpenseWithImage,
	}
}

// createQuickExpense is POST /quickexpense/v4/users/{userID}/context/TRAVELER/quickexpenses.
func createQuickExpense(st *state, c *call) reply {
	owner, refusal := st.quickOwner(c)
	if refusal != nil {
		return *refusal
	}
	made, refusal := st.readQuickExpense(c, owner, c.body)
	if refusal != nil {
		return *refusal
	}
	return st.keepQuickExpense(c, made)
}

// createQuickExpenseWithImage is the same with a picture, as a form.
func createQuickExpenseWithImage(st *state, c *call) reply {
	owner, refusal := st.quickOwner(c)
	if refusal != nil {
		return *refusal
	}
	form, refusal := quickForm(c)
	if refusal != nil {
		return *refusal
	}
	made, refusal := st.readQuickExpense(c, owner, form.request)
	if refusal != nil {
		return *refusal
	}
	picture := &image{id: c.ids.hex20(), ownerID: owner.id, media: form.media, bytes: len(form.picture), content: form.picture}
	st.images = append(st.images, picture)
	made.imageID = picture.id
	return st.keepQuickExpense(c, made)
}

// quickOwner is the person of the path, unless there were too many requests for that
// person or the caller is somebody else (inferred; the scopes speak of the own user).
func (st *state) quickOwner(c *call) (*person, *reply) {
	owner := st.person(c.path["userID"])
	caller := st.caller(c)
	if owner == nil || (caller != nil && caller != owner) {
		return nil, refuseQuick(c, http.StatusForbidden, "accessDenied", "The user may not create quick expenses for this user")
	}
	recent := slices.DeleteFunc(st.quickRequests[owner.id], func(at time.Time) bool { return c.now.Sub(at) >= quickWindow })
	if len(recent) >= quickLimit {
		st.quickRequests[owner.id] = recent
		return nil, refuseQuick(c, http.StatusTooManyRequests, "tooManyRequests", "Too many requests")
	}
	if st.quickRequests == nil {
		st.quickRequests = map[string][]time.Time{}
	}
	st.quickRequests[owner.id] = append(recent, c.now)
	return owner, nil
}

// readQuickExpense checks a request. That an expense type must be one that the person
// has is inferred; the text NULL counts as UNDEF.
func (st *state) readQuickExpense(c *call, owner *person, text []byte) (*availableExpense, *reply) {
	var wanted quickExpenseRequest
	if err := json.Unmarshal(text, &wanted); err != nil {
		return nil, refuseQuick(c, http.StatusBadRequest, "badRequest", "The request is not readable as JSON")
	}
	var v validation
	made := &availableExpense{ownerID: owner.id, typeID: wanted.ExpenseTypeID, wanted: wanted}
	if made.typeID == "NULL" {
		made.typeID = undecidedType
	}
	v.notNull("expenseTypeId", made.typeID)
	if made.typeID != "" && made.typeID != undecidedType && !st.mayUseType(owner, made.typeID) {
		v.add("expenseTypeId", "expenseTypeId is not an expense type of the user", "")
	}
	v.notNull("transactionDate", wanted.TransactionDate)
	v.date("transactionDate", wanted.TransactionDate)
	v.quickAmount(made, wanted.TransactionAmount)
	if wanted.PaymentTypeID != "" {
		v.oneOf("paymentTypeId", wanted.PaymentTypeID, []string{"CASHX", "CPAID", "PENDC"})
	}
	if place := wanted.Location; place != nil {
		v.matches("location.countryCode", place.CountryCode, countryForm)
		v.matches("location.countrySubDivisionCode", place.Subdivision, subdivisionForm)
	}
	if len(v) > 0 {
		return nil, refuseQuick(c, http.StatusBadRequest, "validationError", "The request is not valid", v...)
	}
	return made, nil
}

func (v *validation) notNull(source, value string) {
	if value == "" {
		v.add(source, source+" must not be null", "")
	}
}

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (v *validation) quickAmount(made *availableExpense, wanted *quickAmount) {
	if wanted == nil {
		v.add("transactionAmount", "transactionAmount must not be null", "")
		return
	}
	v.notNull("transactionAmount.currencyCode", wanted.CurrencyCode)
	v.matches("transactionAmount.currencyCode", wanted.CurrencyCode, currencyForm)
	value, err := decimal.NewFromString(wanted.Value.String())
	if err != nil {
		v.add("transactionAmount.value", "transactionAmount.value must not be null", "")
	}
	made.amount, made.currency = value, wanted.CurrencyCode
}

// mayUseType reports whether one of a person's policies has an expense type.
func (st *state) mayUseType(p *person, typeID string) bool {
	return slices.ContainsFunc(p.policies, func(policyID string) bool {
		return slices.ContainsFunc(st.policy(policyID).expenseTypes, func(t *expenseType) bool {
			return t.id == typeID && !t.isHeading
		})
	})
}

func (st *state) keepQuickExpense(c *call, made *availableExpense) reply {
	made.id = c.ids.hex32()
	st.available = append(st.available, made)
	// The address is on an internal host that nobody can call, as in Concur's sample.
	path := strings.TrimSuffix(c.uri, "/image")
	return created(quickExpenseURI{"https://quickexpense.internal.example" + path + "/" + made.id})
}
