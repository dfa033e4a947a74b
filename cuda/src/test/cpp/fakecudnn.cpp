// fake libcudnn.so.9: backend (graph) API, single-operation graphs: conv fwd / bwd data / bwd filter in 2-d, any strides, groups, f32/f16/bf16
#include <cstdint>
#include <cstring>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>
#include <string>
#include <dlfcn.h>
static void* driver(){Dl_info i;dladdr((void*)driver,&i);std::string p=i.dli_fname;return dlopen((p.substr(0,p.rfind(47))+"/libcuda.so.1").c_str(),RTLD_LAZY|RTLD_NOLOAD);}
#define X extern "C" __attribute__((visibility("default"))) int
enum{OK=0,NOT_INIT=1001,BAD_PARAM=2000,NOT_SUPPORTED=3000,EXEC=5000};
static void*(*xl)(uint64_t,size_t); static int(*enq)(void*,void(*)(void*),void*);
struct Attr{int type;int64_t n;std::vector<char> b;}; struct De{int type;bool fin=false;std::map<int,Attr> a;
 int64_t i(int k,int j=0){return ((int64_t*)a.at(k).b.data())[j];} int e(int k){return *(int*)a.at(k).b.data();} De* d(int k,int j=0){return ((De**)a.at(k).b.data())[j];} bool has(int k){return a.count(k);}};
static std::set<De*> live; struct H{void*stream=0;};
X cudnnCreate(H**h){void*l=driver();if(!l)return NOT_INIT;*(void**)&xl=dlsym(l,"fakecuda_real");*(void**)&enq=dlsym(l,"fakecuda_enqueue");*h=new H;return OK;}
X cudnnSetStream(H*h,void*s){h->stream=s;return OK;} X cudnnDestroy(H*h){delete h;return OK;}
X cudnnBackendCreateDescriptor(int t,De**d){*d=new De{t};live.insert(*d);return OK;} X cudnnBackendDestroyDescriptor(De*d){if(!live.erase(d))return BAD_PARAM;delete d;return OK;}
static int sz(int t){switch(t){case 1:case 4:case 7:case 8:return 4;default:return 8;}}
X cudnnBackendSetAttribute(De*d,int k,int t,int64_t n,const void*p){if(!live.count(d)||d->fin||n<0||!p)return BAD_PARAM;if(t==15)for(int64_t j=0;j<n;j++)if(!live.count(((De**)p)[j])||!((De**)p)[j]->fin)return BAD_PARAM;d->a[k]={t,n,std::vector<char>((char*)p,(char*)p+n*sz(t))};return OK;}
static const std::map<int,std::vector<int>> need={{17,{900,901,902,903,906}},{1,{100,101,102,103,104,105,106}},{10,{700,701,702,703,704,705}},{11,{712,713,714,715,716,717}},{12,{706,707,708,709,710,711}},{15,{800,801}},{4,{200,201}},{5,{400,401}},{16,{1000,1001,1003}}};
X cudnnBackendFinalize(De*d){if(!live.count(d)||d->fin)return BAD_PARAM;auto n=need.find(d->type);if(n!=need.end())for(int k:n->second)if(!d->has(k))return BAD_PARAM;if(d->type==15&&d->a[801].n!=1)return NOT_SUPPORTED;d->fin=true;return OK;}
X cudnnBackendGetAttribute(De*d,int k,int t,int64_t req,int64_t*n,void*p){if(!live.count(d)||!d->fin)return BAD_PARAM;if(d->type==4&&k==202){*n=1;if(req>0){De*c=*(De**)p;if(!live.count(c)||c->type!=3)return BAD_PARAM;c->a[-1]=d->a[201];c->fin=true;}return OK;}if(d->type==5&&k==402){*n=1;*(int64_t*)p=0;return OK;}return NOT_SUPPORTED;}
static double ld(const char*p,int t,int64_t i){if(t==0)return((float*)p)[i];if(t==2)return((_Float16*)p)[i];uint32_t b=(uint32_t)((uint16_t*)p)[i]<<16;float f;memcpy(&f,&b,4);return f;}
static void st(char*p,int t,int64_t i,double v){if(t==0)((float*)p)[i]=v;else if(t==2)((_Float16*)p)[i]=(_Float16)v;else{float f=v;uint32_t b;memcpy(&b,&f,4);b+=0x7fff+((b>>16)&1);((uint16_t*)p)[i]=b>>16;}}
struct T{int type;int64_t n[4],s[4];uint64_t p;int64_t span(){int64_t x=1;for(int k=0;k<4;k++)x+=(n[k]-1)*s[k];return x*(type?2:4);}}; struct Job{int op;T x,w,y;int64_t pad[2],str[2],dil[2];};
static void go(void*u){Job*j=(Job*)u;char*x=(char*)xl(j->x.p,j->x.span()),*w=(char*)xl(j->w.p,j->w.span()),*y=(char*)xl(j->y.p,j->y.span());if(x&&w&&y){T&X_=j->x,&W=j->w,&Y=j->y;T&O=j->op==10?Y:j->op==12?X_:W;char*o=j->op==10?y:j->op==12?x:w;
 std::vector<double> acc(O.n[0]*O.n[1]*O.n[2]*O.n[3]);auto A=[&](T&t,int64_t a,int64_t b,int64_t c,int64_t d){return a*t.s[0]+b*t.s[1]+c*t.s[2]+d*t.s[3];};auto I=[&](int64_t a,int64_t b,int64_t c,int64_t d)->double&{return acc[((a*O.n[1]+b)*O.n[2]+c)*O.n[3]+d];};
 int64_t cg=W.n[1],kg=Y.n[1]/(X_.n[1]/cg);for(int64_t n=0;n<Y.n[0];n++)for(int64_t k=0;k<Y.n[1];k++)for(int64_t p=0;p<Y.n[2];p++)for(int64_t q=0;q<Y.n[3];q++)for(int64_t c=0;c<cg;c++)for(int64_t r=0;r<W.n[2];r++)for(int64_t s=0;s<W.n[3];s++){int64_t h=p*j->str[0]-j->pad[0]+r*j->dil[0],v=q*j->str[1]-j->pad[1]+s*j->dil[1],ci=k/kg*cg+c;if(h<0||v<0||h>=X_.n[2]||v>=X_.n[3])continue;
  if(j->op==10)I(n,k,p,q)+=ld(x,X_.type,A(X_,n,ci,h,v))*ld(w,W.type,A(W,k,c,r,s));else if(j->op==12)I(n,ci,h,v)+=ld(y,Y.type,A(Y,n,k,p,q))*ld(w,W.type,A(W,k,c,r,s));else I(k,c,r,s)+=ld(x,X_.type,A(X_,n,ci,h,v))*ld(y,Y.type,A(Y,n,k,p,q));}
 for(int64_t a=0;a<O.n[0];a++)for(int64_t b=0;b<O.n[1];b++)for(int64_t c=0;c<O.n[2];c++)for(int64_t d=0;d<O.n[3];d++)st(o,O.type,A(O,a,b,c,d),I(a,b,c,d));}delete j;}
X cudnnBackendExecute(H*h,De*plan,De*vp){if(!live.count(plan)||!live.count(vp)||!plan->fin||!vp->fin)return BAD_PARAM;De*op=plan->d(401)->d(-1)->d(801);auto&ids=vp->a[1000];
 auto ten=[&](int k,T&t){De*d=op->d(k);t.type=d->e(901);for(int i=0;i<4;i++){t.n[i]=d->i(902,i);t.s[i]=d->i(903,i);}t.p=0;for(int64_t i=0;i<ids.n;i++)if(vp->i(1000,i)==d->i(906))t.p=vp->i(1001,i);return t.p!=0&&xl(t.p,t.span())&&t.p%d->i(900)==0;};
 auto*j=new Job;j->op=op->type;int o=op->type,c;bool ok;if(o==10)c=702,ok=ten(703,j->w)&&ten(704,j->x)&&ten(705,j->y);else if(o==12)c=708,ok=ten(709,j->w)&&ten(710,j->x)&&ten(711,j->y);else if(o==11)c=714,ok=ten(715,j->w)&&ten(716,j->x)&&ten(717,j->y);else return NOT_SUPPORTED;
 De*cv=op->d(c);for(int i=0;i<2;i++){j->pad[i]=cv->i(105,i);j->str[i]=cv->i(103,i);j->dil[i]=cv->i(102,i);int64_t want=(j->x.n[2+i]+cv->i(105,i)+cv->i(104,i)-((j->w.n[2+i]-1)*j->dil[i]+1))/j->str[i]+1;if(want!=j->y.n[2+i])ok=false;}if(!ok)return BAD_PARAM;return enq(h->stream,go,j)?EXEC:OK;}
