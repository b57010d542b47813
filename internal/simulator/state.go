package simulator

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// state is the simulated company. It is plain data under one lock: a handler
// runs with the lock held and sees and changes it freely.
type state struct {
	company      company
	people       []*person
	policies     []*policy
	paymentTypes []*paymentType
	locations    []*location
	reports      []*report
	library      receiptLibrary
	images       []*image
	// available are the quick expenses that were made, and quickRequests when each
	// person's were asked for.
	available     []*availableExpense
	quickRequests map[string][]time.Time
	attendees     []*attendee
	// attendeeTypes include those of Concur itself.
	attendeeTypes []*attendeeType
	// rates converts one unit of a currency into one unit of the report currency
	// of the policy that names it: rates["EUR"]["USD"] is dollars for a euro.
	rates map[string]map[string]decimal.Decimal
	// createdBy remembers idempotency-id headers of report creation, by user: the
	// uri of the report that the first request with the header made.
	createdBy    map[string]string
	customFields []*customField
	currencies   map[string]currency // by ISO 4217 code
	countries    map[string]string   // English name by ISO 3166-1 alpha-2 code
	accounts     map[string]string   // account code by spend category
	lists        []*valueList
	listNodes    []*listNode // the items of all lists, each above its children
	batches      []*paymentBatch
	cardCharges  []*cardCharge // those that are on no report; the others follow from the expenses
	cashAdvances []*cashAdvance
	// quickExpensesV3 are there, and are answered only where hasQuickExpensesV3 is set.
	quickExpensesV3    []*quickExpenseV3
	hasQuickExpensesV3 bool
}

// currency is what the simulator knows of a currency. One that it does not know
// has two digits and its code for a name.
type currency struct {
	name   string
	digits int32
}

// customField is a field that the company added to its forms.
type customField struct {
	id    string // as in v4 customData: custom3
	label string
	list  bool // the value is one of items, otherwise free text
	// onReport and onExpense name the forms that have it.
	onReport, onExpense bool
	items               []*listItem
}

// listItem is a value of a list field. v4 addresses it by id, v3 by v3ID or code.
type listItem struct {
	id, v3ID    string
	code, value string
}

// person finds somebody by UUID, in any case; nil for nobody.
func (st *state) person(id string) *person {
	for _, p := range st.people {
		if strings.EqualFold(p.id, id) {
			return p
		}
	}
	return nil
}

// personByLogin finds somebody by login, in any case; nil for nobody.
func (st *state) personByLogin(login string) *person {
	for _, p := range st.people {
		if strings.EqualFold(p.login, login) {
			return p
		}
	}
	return nil
}

type company struct {
	id, name, domain string
	// groupID is the v3 id of the one expense group configuration, nodeID its v4
	// hierarchy node.
	groupID, groupName, nodeID string
	// ledgerID and analyticsID are v4 ids that every report header carries.
	ledgerID, analyticsID string
}

// person is a user of the company.
type person struct {
	id          string // Identity v4 UUID, lower case
	login       string // login ID, also the primary e-mail
	given       string
	family      string
	employeeID  string
	country     string   // ISO 3166-1 alpha-2
	currency    string   // reimbursement currency
	policies    []string // v4 ids, the default first
	managerID   string   // approver of this person's reports; empty for the one at the top
	isApprover  bool     // may approve
	isProcessor bool     // back office
	isAdmin     bool     // Web Services Admin: may act for others through v3 user=
	isTestUser  bool     // v3 isTestUser
	delegates   []grant  // who may act for this person
	proxies     []string // ids of people with the expense proxy role for this person
	active      bool
}

// grant is a delegation: what the delegate may do for the person.
type grant struct {
	delegateID            string
	canPrepare, canSubmit bool
	canApprove, canView   bool
}

type policy struct {
	id           string // v4, 32 hex
	v3ID         string // protected
	name         string
	currency     string
	expenseTypes []*expenseType
	// imageRequiredFrom is the amount in the policy currency from which an
	// expense needs a receipt image.
	imageRequiredFrom decimal.Decimal
	// accountingReview says that final approval by the manager leads to
	// A_ACCO and only the processor's step to A_APPR.
	accountingReview bool
	// mileageRate is what a unit of distance is worth, in the policy currency;
	// mileageUnit is that unit: K or M, as in a v3 Journey.
	mileageRate decimal.Decimal
	mileageUnit string
	// reimbursement is the v3 reimbursementMethod of the people under the policy.
	reimbursement string
	// v4 ids of the forms, and the v3 id of the expense form.
	reportFormID, allocationFormID, entryFormV3ID string
}

type expenseType struct {
	id           string // five-letter code
	name         string
	code         string // v4 expenseType.code, v3 ExpenseCode
	categoryCode string
	categoryName string
	isHeading    bool
	parentID     string
	// needsItemization: lodging, which cannot be submitted in one piece.
	needsItemization bool
	// isMileage types take a journey in place of an amount.
	isMileage bool
	// needsPurpose says that the form requires a business purpose.
	needsPurpose bool
	// limit in the policy currency, above which an exception is raised; zero for
	// none.
	limit decimal.Decimal
}

type paymentType struct {
	id        string // v4 code, up to four characters
	v3ID      string // protected
	name      string
	code      string // CASH, CBCP, IBCP, IBIP
	isDefault bool
	// reimbursed payment types are owed to the employee; others to the card or
	// paid by the company.
	reimbursed bool
}

type location struct {
	id, v3ID             string
	name, city           string
	country, subdivision string
	iata                 string
}

// report is an expense report header. Amounts are derived, never stored.
type report struct {
	id             string // 20 upper-case hex
	number         string // six characters
	ownerID        string
	policyID       string
	name           string
	purpose        string
	currency       string
	country        string
	subdivision    string
	reportDate     time.Time
	startDate      time.Time
	endDate        time.Time
	created        time.Time
	modified       time.Time
	submitted      time.Time // zero while never submitted
	processing     time.Time // when payment processing began
	paid           time.Time
	approvalStatus string // A_NOTF ...
	paymentStatus  string // P_NOTP ...
	submitterID    string
	approverID     string   // of the current step; empty when there is none
	approverIDs    []string // everybody who was the approver of a step so far
	stepCode       string   // MANAGER, ACCTCLERK, EXTVAL; empty when not in a workflow
	stepSequence   int
	stepID         string // step instance
	everInWorkflow bool   // v3 refuses new entries once this is true
	sentBack       bool   // true only between a send-back and the next submit
	everSentBack   bool
	recalled       bool // shows the status name "Recalled by Employee"
	reopened       bool
	receiptsIn     bool // paper receipts received
	imageID        string
	version        int
	custom         map[string]string
	comments       []*comment
	expenses       []*expense // top level; itemizations hang below theirs
	exceptions     []*exception
	batchID        string
	requestIDs     []string // v4 ids of the spend requests that it belongs to
	cashAdvanceIDs []string // v4 ids
}

// expense is an expense or an itemization of one.
type expense struct {
	id             string // v4, 32 hex
	v3ID           string // protected, contains $
	typeID         string
	paymentTypeID  string
	date           time.Time
	amount         decimal.Decimal // transaction amount
	currency       string
	rate           decimal.Decimal
	rateDivides    bool
	posted         decimal.Decimal // in the report currency
	purpose        string
	vendor         string
	locationID     string
	taxReceiptType string // T, R, N
	personal       bool
	billable       bool
	rejected       bool
	paperReceived  bool
	imageID        string
	cardMatched    bool // amount, vendor and rate cannot be changed
	guests         []*guest
	noShows        int
	custom         map[string]string
	comments       []*comment
	exceptions     []*exception
	itemizations   []*expense
	allocations    []*allocation // that somebody made; shares adds what is left
	remainder      *allocation   // of the system, for what nobody allocated
	taxes          []*tax
	journey        *journey
	modified       time.Time
}

// journey is what a mileage expense has in place of an amount, in the members of
// Expense Entries v3 > Journey.
type journey struct {
	StartLocation      string
	EndLocation        string
	UnitOfMeasure      string // M or K
	BusinessDistance   *int
	PersonalDistance   *int
	OdometerStart      *int
	OdometerEnd        *int
	NumberOfPassengers *int
	VehicleID          *string
}

type comment struct {
	text     string
	authorID string
	created  time.Time
	stepID   string
	latest   bool
	forID    string // whom it was written for by a proxy; empty for the author
}

// exception is a policy finding on a report or an expense. Those that the
// simulator derives from the state are not stored; stored ones were seeded or
// added through the API.
type exception struct {
	code       string
	message    string
	visibility string // ALL, APPROVER_PROCESSOR, PROCESSOR
	blocking   bool
	added      bool // through the API, which may take it away again
}

type image struct {
	id      string
	ownerID string
	media   string
	bytes   int
	inStore bool // in the receipt store of its owner (Receipt Image v3)
	// content is what was uploaded last; nil for a seeded image.
	content []byte
}
