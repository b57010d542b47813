-- What is only ever added to. Bodies are sealed, the rest is in the clear.
create table entries (
	seq       integer primary key not null, -- from 1 without gaps
	at        integer not null,             -- microseconds since 1970, UTC
	principal text not null,
	kind      text not null,
	write     text not null,
	sealed    blob not null,
	previous  text not null,
	hash      text not null
) strict;

create index entries_by_principal on entries (principal, kind, at);

create trigger entries_are_in_order before insert on entries
when new.seq <> (select coalesce(max(seq), 0) + 1 from entries)
begin select raise(abort, 'an entry comes after the last one'); end;

create trigger entries_stay before delete on entries
begin select raise(abort, 'entries are never removed'); end;

-- A new key changes how a body is sealed, and nothing else.
create trigger entries_stay_as_they_are before update of seq, at, principal, kind, write, previous, hash on entries
begin select raise(abort, 'entries are never changed'); end;

create index tickets_by_purpose on tickets (purpose);
