package simulator

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// seeder turns seed.json into a state. The same clock and the same id source give
// the same company, down to the ids.
type seeder struct {
	file   seedFile
	st     *state
	ids    *idSource
	now    time.Time
	people map[string]*person // by their key in the file
}

// loadSeed builds the sample company as it stands at the given time.
func loadSeed(now time.Time, ids *idSource) (*state, error) {
	file, err := readSeed()
	if err != nil {
		return nil, err
	}
	s := &seeder{file: file, ids: ids, now: now.UTC(), people: map[string]*person{}}
	s.st = &state{
		company:    s.company(),
		rates:      s.file.Rates,
		createdBy:  map[string]string{},
		currencies: map[string]currency{},
		countries:  s.file.Countries,
	}
	for code, c := range s.file.Currencies {
		s.st.currencies[code] = currency{name: c.Name, digits: c.Digits}
	}
	s.configuration()
	if err := s.addPeople(); err != nil {
		return nil, err
	}
	for _, described := range s.file.Reports {
		r, err := s.report(described)
		if err != nil {
			return nil, fmt.Errorf("sample report %q: %w", described.Name, err)
		}
		s.st.reports = append(s.st.reports, r)
	}
	if err := s.lists(); err != nil {
		return nil, err
	}
	if err := s.attendees(); err != nil {
		return nil, err
	}
	if err := s.receiptLibrary(); err != nil {
		return nil, err
	}
	for _, area := range []func() error{
		s.payments, s.cards, s.cashAdvances, s.quickExpenses, s.receiptStore,
		s.allocations, s.taxes, s.requests,
	} {
		if err := area(); err != nil {
			return nil, err
		}
	}
	return s.st, nil
}

// idsFor makes the ids of one area of the company, so that what is added to it
// leaves the ids of everything else as they are.
func (s *seeder) idsFor(area string) *idSource {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(area)) // It never fails.
	return newIDSource(hash.Sum64())
}

func (s *seeder) company() company {
	c := s.file.Company
	return company{
		id: c.ID, name: c.Name, domain: c.Domain, groupName: c.Group, groupID: s.ids.protected("gWv5bj"),
		nodeID: s.ids.hex32(), ledgerID: s.ids.hex32(), analyticsID: s.ids.hex32(),
	}
}

// configuration adds policies, payment types, custom fields and locations.
func (s *seeder) configuration() {
	for _, p := range s.file.Policies {
		s.st.policies = append(s.st.policies, &policy{
			id: s.ids.hex32(), v3ID: s.ids.protected("gWmINGEAk"), name: p.Name, currency: p.Currency,
			expenseTypes: s.expenseTypes(p), imageRequiredFrom: p.ImageRequiredFrom, accountingReview: p.AccountingReview,
			mileageRate: p.MileageRate, mileageUnit: p.MileageUnit, reimbursement: p.Reimbursement,
			reportFormID: s.ids.hex32(), allocationFormID: s.ids.hex32(), entryFormV3ID: s.ids.protected("gWh"),
		})
	}
	for _, t := range s.file.PaymentTypes {
		s.st.paymentTypes = append(s.st.paymentTypes, &paymentType{
			id: t.ID, v3ID: s.ids.protected("gWur"), name: t.Name, code: t.Code, isDefault: t.Default, reimbursed: t.Reimbursed,
		})
	}
	for _, f := range s.file.CustomFields {
		field := &customField{
			id: f.ID, label: f.Label, list: f.Type == "List",
			onReport: slices.Contains(f.On, "report"), onExpense: slices.Contains(f.On, "expense"),
		}
		for _, v := range f.Values {
			field.items = append(field.items, &listItem{id: s.ids.hex32(), v3ID: s.ids.protected("gWtq"), code: v.Code, value: v.Value})
		}
		s.st.customFields = append(s.st.customFields, field)
	}
	for _, l := range s.file.Locations {
		s.st.locations = append(s.st.locations, &location{
			id: s.ids.hex32(), v3ID: s.ids.protected("gWqWg2Eh"), name: l.City, city: l.City, country: l.Country,
			subdivision: l.Subdivision, iata: l.IATA,
		})
	}
}

func (s *seeder) expenseTypes(p seedPolicy) []*expenseType {
	var types []*expenseType
	for _, t := range s.file.ExpenseTypes {
		if slices.Contains(p.Without, t.ID) {
			continue
		}
		made := &expenseType{
			id: t.ID, name: t.Name, code: t.Code, categoryCode: t.Category, isHeading: t.Heading, parentID: t.Parent,
			needsItemization: t.Itemized, isMileage: t.Mileage, needsPurpose: t.Purpose, limit: p.Limits[t.ID],
		}
		if made.code == "" {
			made.code = "OTHER"
		}
		if made.categoryCode == "" {
			made.categoryCode = "OTHER"
		}
		made.categoryName = s.file.SpendCategories[made.categoryCode]
		types = append(types, made)
	}
	return types
}

// addPeople adds everybody first and ties them together then.
func (s *seeder) addPeople() error {
	for _, p := range s.file.People {
		made := &person{
			id: p.ID, login: strings.ToLower(p.Given + "." + p.Family + "@" + s.file.Company.Domain), given: p.Given, family: p.Family,
			employeeID: p.EmployeeID, country: p.Country, currency: p.Currency, active: true,
			isApprover: slices.Contains(p.Roles, "approver"), isProcessor: slices.Contains(p.Roles, "processor"),
			isAdmin: slices.Contains(p.Roles, "admin"), isTestUser: slices.Contains(p.Roles, "test"),
		}
		for _, name := range p.Policies {
			found := s.policyNamed(name)
			if found == nil {
				return fmt.Errorf("sample person %s: there is no policy %q", p.Key, name)
			}
			made.policies = append(made.policies, found.id)
		}
		s.people[p.Key] = made
		s.st.people = append(s.st.people, made)
	}
	for _, p := range s.file.People {
		if err := s.relate(p); err != nil {
			return fmt.Errorf("sample person %s: %w", p.Key, err)
		}
	}
	return nil
}

func (s *seeder) relate(p seedPerson) error {
	made := s.people[p.Key]
	known := func(key string) (string, error) {
		if found := s.people[key]; found != nil {
			return found.id, nil
		}
		return "", fmt.Errorf("there is no person %q", key)
	}
	var err error
	if p.Manager != "" {
		if made.managerID, err = known(p.Manager); err != nil {
			return err
		}
	}
	for _, key := range p.Proxies {
		id, err := known(key)
		if err != nil {
			return err
		}
		made.proxies = append(made.proxies, id)
	}
	for _, d := range p.Delegates {
		id, err := known(d.To)
		if err != nil {
			return err
		}
		has := func(right string) bool { return slices.Contains(d.Rights, right) }
		made.delegates = append(made.delegates, grant{
			delegateID: id, canPrepare: has("prepare"), canSubmit: has("submit"), canApprove: has("approve"),
			canView: has("view"),
		})
	}
	return nil
}

func (s *seeder) policyNamed(name string) *policy {
	for _, p := range s.st.policies {
		if p.name == name {
			return p
		}
	}
	return nil
}

// daysAgo is a time of day, as minutes after midnight UTC, some days before today.
func (s *seeder) daysAgo(days, minutes int) time.Time {
	return dayOf(s.now).AddDate(0, 0, -days).Add(time.Duration(minutes) * time.Minute)
}

// workday moves what happens in an office from a weekend to the Friday before it.
func workday(t time.Time) time.Time {
	for isWeekend(t) {
		t = t.AddDate(0, 0, -1)
	}
	return t
}

func isWeekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

// dayOf is the midnight (UTC) at which a day begins.
func dayOf(t time.Time) time.Time {
	year, month, day := t.UTC().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// spread picks a number below n that depends on nothing but the place it is for.
// The sample data looks varied and yet is the same whatever is added around it.
func spread(n int, place ...any) int {
	hash := fnv.New64a()
	for _, part := range place {
		switch part := part.(type) {
		case string:
			_, _ = hash.Write([]byte(part)) // It never fails.
		case int:
			_, _ = hash.Write(strconv.AppendInt(nil, int64(part), 10))
		default:
			_, _ = fmt.Fprint(hash, part)
		}
	}
	return int(hash.Sum64()>>33) % n // 31 bits fit an int anywhere
}

// oneOf takes one of the choices by spread.
func oneOf(choices []string, place ...any) string { return choices[spread(len(choices), place...)] }

// between is an amount of low up to high whole units, with cents.
func between(low, high int, place ...any) decimal.Decimal {
	return decimal.New(int64(low*100+spread((high-low)*100, place...)), -2)
}
