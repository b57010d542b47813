package concur

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Role is how an agent names the role in which a report is looked at.
type Role string

// The roles; none stands for RoleTraveler.
const (
	RoleTraveler  Role = "traveler"
	RoleManager   Role = "manager"
	RoleProcessor Role = "processor"
	RoleProxy     Role = "proxy"
)

// Values lists the roles.
func (Role) Values() []string {
	return []string{string(RoleTraveler), string(RoleManager), string(RoleProcessor), string(RoleProxy)}
}

// contextType is the role as a path has it.
func (r Role) contextType() string {
	switch r {
	case RoleManager:
		return catalogue.Manager
	case RoleProcessor:
		return catalogue.Processor
	case RoleProxy:
		return catalogue.Proxy
	case RoleTraveler:
		return catalogue.Traveler
	default:
		return catalogue.Traveler
	}
}

// RoleOf is the role that a path has as contextType; none for what is not one.
func RoleOf(contextType string) Role {
	for _, name := range Role("").Values() {
		if Role(name).contextType() == contextType {
			return Role(name)
		}
	}
	return ""
}

// Subject says whose report is meant, and in which role it is looked at.
type Subject struct {
	// User is the person in the path: the owner for traveler and proxy, the
	// approver or processor for manager and processor (inferred). Empty stands for
	// the person of the user connection.
	User UserID
	Role Role
}

func (s Subject) request(operation string) request {
	return request{operation: operation, about: s.User, role: s.Role.contextType()}
}

// On makes a Subject of what a caller named: nobody, who stands for the person
// of the user connection, or a person by UUID, login, e-mail or name.
func (s *Session) On(ctx context.Context, user Ref, role Role) (Subject, error) {
	if user == "" {
		return Subject{Role: role}, nil
	}
	person, err := s.FindUser(ctx, user)
	return Subject{User: person.ID, Role: role}, explainPerson(user, err)
}

// OnOwner makes a Subject of the owner of a report, for an operation that the
// owner does. Where a person's own connection must do it for somebody else, the
// role is proxy: Concur takes traveler from the owner alone (Expense Reports v4 >
// contextType).
func (s *Session) OnOwner(ctx context.Context, user Ref, operation string) (Subject, error) {
	on, err := s.On(ctx, user, RoleTraveler)
	if err != nil || on.User == "" {
		return on, err
	}
	self, err := s.Self(ctx)
	if err != nil {
		return on, err
	}
	byCompany := s.client.operations[operation].Takes(catalogue.Company) && s.Has(ctx, auth.Company)
	if self != "" && on.User != self && !byCompany {
		on.Role = RoleProxy
	}
	return on, nil
}

// ReadAs reads something of a report in a role. Where none is given and Concur
// refuses the report to its traveller, it may be one that the person of the user
// connection approves, and is read as such. If that is refused too, the first
// refusal stands: it is about what was asked for.
func ReadAs[T any](on Subject, role Role, read func(Subject) (T, error)) (T, error) {
	if role != "" {
		on.Role = role
		return read(on)
	}
	shown, err := read(on)
	if on != (Subject{Role: RoleTraveler}) || !IsForbidden(err) {
		return shown, err
	}
	toApprove, refusal := read(Subject{Role: RoleManager})
	if IsForbidden(refusal) || IsNotFound(refusal) {
		return shown, err
	}
	return toApprove, refusal
}

// Everybody is what v3 calls all owners at once.
const Everybody Ref = "ALL"

// v3Login gives the login ID of a person for a filter of v3. Where this
// connection may not look people up, what looks like a login ID is taken for one.
func (s *Session) v3Login(ctx context.Context, ref Ref) (string, error) {
	if ref == "" || ref == Everybody {
		return string(ref), nil
	}
	person, err := s.FindUser(ctx, ref)
	if err == nil && person.UserName != "" {
		return person.UserName, nil
	}
	if err == nil {
		return s.LoginOf(ctx, person.ID)
	}
	err = explainPerson(ref, err)
	if unknown, ok := errors.AsType[*PersonError](err); ok && unknown.Unseen && looksLikeLogin(ref) {
		return string(ref), nil
	}
	return "", err
}

// OwnerLogin gives the login ID of an owner for what v3 calls user: empty for the
// person of the connection where that is plain, who needs no right to name anybody,
// and Everybody as it is.
func (s *Session) OwnerLogin(ctx context.Context, ref Ref) (string, error) {
	if id, err := ParseUserID(string(ref)); err == nil {
		return s.loginFor(ctx, id)
	}
	return s.v3Login(ctx, ref)
}
