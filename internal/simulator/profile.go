package simulator

import (
	"net/http"
	"slices"
	"strings"
)

const (
	profileEmployee       = "com:concur:Employee:1.0"
	profileUserExpense    = "com:concur:Expense:0.2"
	profileCompanyExpense = "com:concur:Expense:0.1"
)

type profileUser struct {
	ID          string           `json:"id"`
	Active      bool             `json:"active"`
	UserType    string           `json:"userType"`
	Meta        profileMeta      `json:"meta"`
	Schemas     []string         `json:"schemas"`
	DisplayName string           `json:"displayName"`
	Name        profileName      `json:"name"`
	Language    string           `json:"preferredLanguage"`
	Emails      []profileEmail   `json:"emails"`
	Employee    *profileEmployed `json:"com:concur:Employee:1.0,omitempty"`
	Expense     *profileSpender  `json:"com:concur:Expense:0.2,omitempty"`
}

type profileMeta struct {
	PrincipalType string `json:"principalType"`
	ResourceType  string `json:"resourceType"`
}

type profileName struct {
	Formatted  string `json:"formatted"`
	FamilyName string `json:"familyName"`
	GivenName  string `json:"givenName"`
}

type profileEmail struct {
	Value    string `json:"value"`
	Type     string `json:"type"`
	Verified bool   `json:"verified"`
}

type profileEmployed struct {
	CompanyID  string `json:"companyUUID"`
	EmployeeID string `json:"employeeId"`
	ManagerID  string `json:"managerId,omitempty"`
}

type profileSpender struct {
	LoginID    string `json:"loginId"`
	Email      string `json:"emailAddress"`
	EmployeeID string `json:"employeeId"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	ID         string `json:"uuId"`
	CompanyID  string `json:"cuuid"`
	Active     bool   `json:"active"`
	Country    string `json:"countryCode"`
	Currency   string `json:"reimbursementCurrency"`
}

type profileCompany struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Domain   string         `json:"companyDomain"`
	Language string         `json:"defaultLanguage"`
	Meta     profileMeta    `json:"meta"`
	Schemas  []string       `json:"schemas"`
	Expense  profileEdition `json:"com:concur:Expense:0.1"`
}

// profileEdition tells the edition: CTE is Professional.
type profileEdition struct {
	MarketingName string `json:"marketingName"`
}

// profileGetMe is GET /profile/v1/me: the person or the company that the token
// stands for.
func profileGetMe(st *state, c *call) reply {
	return st.profile(c, c.token.subject)
}

// profileGetPrincipal is GET /profile/v1/principals/{id}. A person sees the own profile
// and that of the company, an administrator and the company everybody's (inferred).
func profileGetPrincipal(st *state, c *call) reply {
	id := c.path["id"]
	caller := st.caller(c)
	if caller != nil && !caller.isAdmin && !strings.EqualFold(id, caller.id) && !strings.EqualFold(id, st.company.id) {
		return *forbidden(c, "The user may not see the profile of another user")
	}
	return st.profile(c, id)
}

// profile answers with the profile of a person or of the company.
func (st *state) profile(c *call, id string) reply {
	if strings.EqualFold(id, st.company.id) {
		return ok(profileCompany{
			ID: st.company.id, Name: st.company.name, Domain: st.company.domain, Language: "en_US",
			Meta:    profileMeta{PrincipalType: "company", ResourceType: "Company"},
			Schemas: []string{profileCompanyExpense}, Expense: profileEdition{MarketingName: "CTE"},
		})
	}
	p := st.person(id)
	if p == nil {
		return refuseV4(c, http.StatusNotFound, "", "The principal is not found")
	}
	asked := strings.Split(c.query.Get("schema"), ",")
	return ok(profileOf(st, p, slices.Contains(asked, "compact"), slices.Contains(asked, "expense")))
}

// profileOf prints a person. The expense extension comes only when it is asked for
// (Profile v1 User). Compact is fewer members there; here it leaves the employee
// extension out (inferred).
func profileOf(st *state, p *person, compact, withExpense bool) profileUser {
	profile := profileUser{
		ID: p.id, Active: p.active, UserType: "Enterprise",
		Meta:        profileMeta{PrincipalType: "user", ResourceType: "EnterpriseUser"},
		DisplayName: p.given + " " + p.family,
		Name:        profileName{Formatted: p.given + " " + p.family, FamilyName: p.family, GivenName: p.given},
		Language:    "en_US",
		Emails:      []profileEmail{{Value: p.login, Type: "Business", Verified: true}},
		Schemas:     []string{"com:concur:User:1.0"},
	}
	if !compact {
		profile.Schemas = append(profile.Schemas, profileEmployee)
		profile.Employee = &profileEmployed{CompanyID: st.company.id, EmployeeID: p.employeeID, ManagerID: p.managerID}
	}
	if withExpense {
		profile.Schemas = append(profile.Schemas, profileUserExpense)
		profile.Expense = &profileSpender{
			LoginID: p.login, Email: p.login, EmployeeID: p.employeeID, FirstName: p.given, LastName: p.family,
			ID: p.id, CompanyID: st.company.id, Active: p.active, Country: p.country, Currency: p.currency,
		}
	}
	return profile
}
