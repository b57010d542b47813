package concur

import (
	"context"

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
// of the user connection, or a person by UUID, login ID or e-mail.
func (s *Session) On(ctx context.Context, user Ref, role Role) (Subject, error) {
	if user == "" {
		return Subject{Role: role}, nil
	}
	person, err := s.FindUser(ctx, user)
	return Subject{User: person.ID, Role: role}, err
}
