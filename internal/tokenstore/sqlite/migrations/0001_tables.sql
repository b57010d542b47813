-- Values are sealed as internal/tokenstore/seal.go describes; the rest is in the clear.
create table records (
	principal text not null,
	kind      text not null,
	sealed    blob not null,
	primary key (principal, kind)
) strict;

create table tickets (
	id        text primary key not null,
	purpose   text not null,
	principal text not null,
	expires   integer not null, -- milliseconds since 1970, UTC
	sealed    blob not null
) strict;

create index tickets_by_principal on tickets (principal, purpose);
create index tickets_by_end on tickets (expires);

-- A value that tells the key of this store.
create table mark (
	one    integer primary key check (one = 1),
	sealed blob not null
) strict;
