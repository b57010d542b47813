package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/shopspring/decimal"
)

//go:embed seed.json
var seedText []byte

// readSeed reads seed.json once for all simulators of the process, which only look at it:
// reading it again takes as long as to make the company of it.
var readSeed = sync.OnceValues(func() (seedFile, error) {
	var file seedFile
	if err := json.Unmarshal(seedText, &file); err != nil {
		return seedFile{}, fmt.Errorf("read seed.json: %w", err)
	}
	return file, nil
})

// seedFile is seed.json. Times in it are days before the simulator's clock, so that
// the sample company never grows old.
type seedFile struct {
	Company struct {
		ID, Name, Domain, Group string
	}
	Currencies map[string]struct {
		Name   string
		Digits int32
	}
	Countries       map[string]string
	Rates           map[string]map[string]decimal.Decimal
	SpendCategories map[string]string
	ExpenseTypes    []seedExpenseType
	Policies        []seedPolicy
	PaymentTypes    []struct {
		ID, Name, Code      string
		Default, Reimbursed bool
	}
	CustomFields []seedCustomField
	Locations    []seedLocation
	People       []seedPerson
	Vendors      map[string]seedVendors
	// Kinds are the expense types of a report in the order in which they occur,
	// over and over.
	Kinds   map[string][]string
	Reports []seedReport
}

type seedExpenseType struct {
	ID, Name, Parent, Category, Code    string
	Heading, Itemized, Mileage, Purpose bool
}

type seedPolicy struct {
	Name, Currency, MileageUnit, Reimbursement string
	ImageRequiredFrom, MileageRate             decimal.Decimal
	AccountingReview                           bool
	Without                                    []string // expense types that it does not have
	Limits                                     map[string]decimal.Decimal
}

type seedCustomField struct {
	ID, Label, Type string
	On              []string
	Values          []struct{ Code, Value string }
}

type seedLocation struct {
	City, Country, Subdivision, Currency, IATA string
}

type seedPerson struct {
	Key, ID, Given, Family, EmployeeID, Country, Currency, Manager string
	Policies, Roles, Proxies                                       []string
	Delegates                                                      []struct {
		To     string
		Rights []string
	}
}

// seedVendors are who sells an expense type and for how much, in whole units of the
// report currency.
type seedVendors struct {
	Low, High int
	EMEA, US  []string
}

type seedReport struct {
	Owner, Name, Purpose, City, Kind, State, Policy, Cost, Project string
	Expenses, Ended, Nights, Submitted                             int
	Card                                                           bool
	// What is special about single expenses, by their place in the report.
	NoReceipt, Personal, Rejected, Undefined, Duplicate, Future, NoItems, ItemDiff []int
	Comments                                                                       []struct {
		By, Text string
		Ago      int
	}
	Exceptions []struct {
		Code, Message, Visibility string
		Blocking                  bool
	}
}
